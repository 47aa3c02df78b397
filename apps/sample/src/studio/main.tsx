import '@parley/react/styles.css'
import '../page.css'
import './studio.css'
import { mount } from '../mount.tsx'
import { Studio } from './Studio.tsx'

void mount((url) => <Studio url={url} />)

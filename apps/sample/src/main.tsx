import './page.css'
import { App } from './App.tsx'
import { mount } from './mount.tsx'

void mount((url) => <App url={url} />)

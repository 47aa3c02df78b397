import '@parley/react/styles.css'
import './app.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './App.tsx'

const response = await fetch('/api/realtime/config')
const { url } = (await response.json()) as { url: string }

createRoot(document.querySelector('#app')!).render(
  <StrictMode>
    <App url={url} />
  </StrictMode>,
)

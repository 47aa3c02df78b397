import '@parley/react/styles.css'
import './app.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './App.tsx'

const root = createRoot(document.querySelector('#app')!)

try {
  const response = await fetch('/api/realtime/config')
  const { url } = (await response.json()) as { url: string }
  root.render(
    <StrictMode>
      <App url={url} />
    </StrictMode>,
  )
} catch {
  root.render(<p className="unreachable">This page could not reach its own server. Start it, then reload.</p>)
}

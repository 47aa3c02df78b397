import { StrictMode, type ReactNode } from 'react'
import { createRoot } from 'react-dom/client'

/** Asks this page's own server where the voice server is, and renders. */
export async function mount(render: (url: string) => ReactNode): Promise<void> {
  const root = createRoot(document.querySelector('#app')!)
  try {
    const response = await fetch('/api/realtime/config')
    const { url } = (await response.json()) as { url: string }
    root.render(<StrictMode>{render(url)}</StrictMode>)
  } catch {
    root.render(<p className="unreachable">This page could not reach its own server. Start it, then reload.</p>)
  }
}

/** The colours of a canvas, as the page's CSS has them at its place. */
export interface Palette {
  agent: string
  user: string
  danger: string
  text: string
  muted: string
  line: string
  strong: string
  ground: string
  surface: string
  font: string
}

const fallback: Palette = {
  agent: '#1c7f6c',
  user: '#c8742a',
  danger: '#b3352c',
  text: '#17211f',
  muted: '#566260',
  line: '#dcdfdb',
  strong: '#84908c',
  ground: '#f3f4f1',
  surface: '#fcfcfb',
  font: 'sans-serif',
}

export function readPalette(element: Element): Palette {
  const style = getComputedStyle(element)
  const read = (name: string, otherwise: string): string => style.getPropertyValue(name).trim() || otherwise
  return {
    agent: read('--rt-color-agent', fallback.agent),
    user: read('--rt-color-user', fallback.user),
    danger: read('--rt-color-danger', fallback.danger),
    text: read('--rt-text', fallback.text),
    muted: read('--rt-text-muted', fallback.muted),
    line: read('--rt-line', fallback.line),
    strong: read('--rt-line-strong', fallback.strong),
    ground: read('--rt-ground', fallback.ground),
    surface: read('--rt-surface', fallback.surface),
    font: style.fontFamily || fallback.font,
  }
}

const watchers = new Set<() => void>()
let stopWatching: (() => void) | null = null

/** Calls when the theme of the page may have changed: by system, by attribute, or by contrast mode. One observer for all. */
export function watchTheme(listener: () => void): () => void {
  watchers.add(listener)
  stopWatching ??= startWatching()
  return () => {
    watchers.delete(listener)
    if (watchers.size > 0) return
    stopWatching?.()
    stopWatching = null
  }
}

function startWatching(): () => void {
  // After the styles were applied.
  const tell = (): void => void requestAnimationFrame(() => watchers.forEach((listener) => listener()))
  const queries = ['(prefers-color-scheme: dark)', '(forced-colors: active)'].map((query) => matchMedia(query))
  for (const query of queries) query.addEventListener('change', tell)
  const observer = new MutationObserver(tell)
  const attributeFilter = ['data-theme', 'class', 'style', 'dir']
  for (const root of [document.documentElement, document.body])
    observer.observe(root, { attributes: true, attributeFilter })
  return () => {
    observer.disconnect()
    for (const query of queries) query.removeEventListener('change', tell)
  }
}

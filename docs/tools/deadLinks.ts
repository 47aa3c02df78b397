// Links and anchors of the built site that lead nowhere. VitePress checks pages; this checks files and anchors as well.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join, posix, relative } from 'node:path'

/** A line for each dead link: the page it is on and its target. */
export function deadLinks(dist: string): string[] {
  const pages = readdirSync(dist, { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => path.endsWith('.html'))
  const html = new Map(pages.map((page) => [page, readFileSync(join(dist, page), 'utf8')]))
  const anchors = new Map([...html].map(([page, text]) => [page, new Set(matches(text, /\sid="([^"]+)"/g))]))
  const dead: string[] = []
  for (const [page, text] of html) {
    for (const href of new Set(matches(text, /\s(?:href|src)="([^"]+)"/g))) {
      if (/^(?:[a-z]+:|\/\/)/.test(href)) continue
      const [path = '', hash = ''] = href.replaceAll('&amp;', '&').split('#', 2)
      const target = path === '' ? page : fileOf(dist, posix.join('/', posix.dirname(page), path), path)
      const ids = target === null ? undefined : anchors.get(target)
      const lost = hash !== '' && ids !== undefined && !ids.has(decodeURIComponent(hash)) && !ids.has(hash)
      if (target === null || lost) dead.push(`${page}: ${href}`)
    }
  }
  return dead
}

const matches = (text: string, pattern: RegExp): string[] => [...text.matchAll(pattern)].map((match) => match[1]!)

/** The file behind an address, from the root of the site; null where there is none. */
function fileOf(dist: string, fromPage: string, written: string): string | null {
  const address = decodeURIComponent((written.startsWith('/') ? written : fromPage).split('?')[0]!)
  const path = join(dist, address)
  const file = existsSync(path) && statSync(path).isDirectory() ? join(path, 'index.html') : path
  return existsSync(file) ? relative(dist, file).replaceAll('\\', '/') : null
}

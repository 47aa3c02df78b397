// The pages of the site and their order: the sidebar, llms.txt and the test that no page is forgotten read it here.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export const docsDir: string = join(import.meta.dirname, '..')

export interface Section {
  title: string
  /** Paths of pages without `.md`, from `docs`. */
  pages: readonly string[]
}

export const sections: readonly Section[] = [
  { title: 'Start', pages: ['quickstart', 'concepts', 'guides/vite', 'guides/nextjs', 'guides/azure', 'local-server'] },
  {
    title: 'Conversation',
    pages: [
      'guides/interruptions',
      'guides/push-to-talk',
      'guides/tools',
      'guides/handoffs',
      'guides/guardrails',
      'guides/resilience',
    ],
  },
  { title: 'Page', pages: ['guides/styling', 'guides/devices', 'guides/accessibility', 'guides/csp'] },
  { title: 'Server and tests', pages: ['guides/backend', 'guides/testing'] },
  { title: 'Moving and choosing', pages: ['guides/migrating', 'comparison'] },
  { title: 'Look up', pages: ['errors', 'glossary'] },
]

export const koreanSections: readonly Section[] = [
  { title: '시작하기', pages: ['ko/quickstart'] },
  { title: '가이드', pages: ['ko/guides/backend'] },
]

/** Notes for people who work on Parley itself: whatever pages `docs` and `docs/decisions` hold beyond those above. */
export function projectSection(): Section {
  const named = new Set(sections.flatMap(({ pages }) => pages))
  const own = markdownIn('').filter((page) => !named.has(page) && page !== 'index')
  return { title: 'How it is made', pages: [...own, ...markdownIn('decisions')] }
}

/** The reference, once `api.ts` has generated it: a page for each entry point, after their list. */
export function apiSection(): Section {
  const pages = markdownIn('api').filter((page) => !page.includes('.Namespace.'))
  const isList = (page: string): number => Number(page === 'api/index')
  return { title: 'Reference', pages: pages.toSorted((a, b) => isList(b) - isList(a)) }
}

/** The pages of one namespace of parts each. */
export function partsSection(): Section {
  return { title: 'Parts', pages: markdownIn('api').filter((page) => page.includes('.Namespace.')) }
}

export const readPage = (page: string): string => readFileSync(join(docsDir, `${page}.md`), 'utf8')

/** The first heading of a page, as plain text. */
export function titleOf(page: string): string {
  const title = /^# (.+)$/m.exec(readPage(page))?.[1]
  if (!title) throw new Error(`docs/${page}.md has no heading of the first level.`)
  return title.replace(/`/g, '').replace(/\\/g, '')
}

function markdownIn(folder: string): string[] {
  const path = join(docsDir, folder)
  if (!existsSync(path)) return []
  return readdirSync(path)
    .filter((name) => name.endsWith('.md'))
    .map((name) => (folder === '' ? name.slice(0, -3) : `${folder}/${name.slice(0, -3)}`))
    .toSorted()
}

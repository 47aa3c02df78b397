// What tools read: every page as Markdown beside its HTML, llms.txt (a list of them) and llms-full.txt (all in one).
import { cpSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

import {
  apiSection,
  docsDir,
  koreanSections,
  partsSection,
  projectSection,
  readPage,
  sections,
  titleOf,
  type Section,
} from './site.ts'

const intro = `# Parley

> Spoken conversations with realtime AI agents, in React: hooks, components, a headless core in TypeScript, client secrets for servers, and a local server that speaks the same protocol offline.

Packages: \`@parley/core\` (agents and sessions, no framework), \`@parley/react\` (hooks and parts), \`@parley/backend\` (client secrets, calls, server-side control), \`@parley/local-server\` (the Realtime API on your own machine). TypeScript, ESM only. Every code block in the guides is a compiled file.
`

export function writeMarkdownTwins(dist: string): void {
  const english = [...sections, projectSection()]
  const reference = [apiSection(), partsSection()]
  const all = [...english, ...reference, ...koreanSections]
  for (const page of ['index', 'ko/index', ...all.flatMap(({ pages }) => pages)]) {
    const to = join(dist, `${page}.md`)
    mkdirSync(dirname(to), { recursive: true })
    cpSync(join(docsDir, `${page}.md`), to)
  }
  writeFileSync(join(dist, 'llms.txt'), `${intro}\n${all.map(listed).join('\n')}`)
  const pages = [...english, ...reference].flatMap((section) => section.pages)
  writeFileSync(join(dist, 'llms-full.txt'), `${intro}\n${pages.map(whole).join('\n')}`)
}

function listed({ title, pages }: Section): string {
  const lines = pages.map((page) => `- [${titleOf(page)}](/${page}.md)`)
  return `## ${title}\n\n${lines.join('\n')}\n`
}

const whole = (page: string): string => `<!-- /${page}.md -->\n${readPage(page)}`

// A block of code in a page is a copy of a compiled file, named by a comment above it: `<!-- docs/snippets/a.ts#region -->`.
// A copy, so that the page reads the same on the site, as Markdown and on a code host; a test compares the two.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import { docsDir } from './site.ts'

const repository = join(docsDir, '..')
const block = /<!-- (docs\/snippets\/[^\s#]+|examples\/[^\s#]+)(?:#(\S+))? -->\n```(\w+)\n([\s\S]*?)```/g

export interface SnippetBlock {
  /** `docs/snippets/tools/tools.ts#approval` */
  source: string
  shown: string
  actual: string
}

/** The blocks of a page, given by its path in the repository. */
export function snippetBlocks(page: string): SnippetBlock[] {
  return [...read(page).matchAll(block)].map(([, file = '', region, , shown = '']) => ({
    source: region ? `${file}#${region}` : file,
    shown,
    actual: sourceOf(file, region),
  }))
}

/** The page with every block as its file is now. */
export function withCurrentSnippets(page: string): string {
  return read(page).replace(
    block,
    (_, file: string, region: string | undefined, language: string) =>
      `<!-- ${file}${region ? `#${region}` : ''} -->\n\`\`\`${language}\n${sourceOf(file, region)}\`\`\``,
  )
}

/** Every page that shows code to users: paths in the repository. */
export function pagesWithCode(): string[] {
  const docs = readdirSync(docsDir, { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => path.endsWith('.md') && !/(?:^|\/)(?:node_modules|dist|api|decisions|snippets)\//.test(path))
  return ['README.md', 'README.ko.md', ...docs.map((path) => `docs/${path}`)]
}

export const read = (path: string): string => readFileSync(join(repository, path), 'utf8')

function sourceOf(file: string, region: string | undefined): string {
  const text = read(file)
  if (region === undefined) return text
  const lines = new RegExp(`// #region ${region}\\n([\\s\\S]*?)// #endregion`).exec(text)?.[1]
  if (lines === undefined) throw new Error(`${file} has no region "${region}".`)
  return lines
}

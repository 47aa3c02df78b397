// Writes what pages copy anew from its source, programs and figures: `npm run pnpm -- --filter @parley/docs run snippets`.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { withCurrentFigures } from './measuredTable.ts'
import { docsDir } from './site.ts'
import { pagesWithCode, read, withCurrentSnippets } from './snippetBlocks.ts'

for (const page of pagesWithCode()) {
  const current = page === 'docs/comparison.md' ? withCurrentFigures(page) : withCurrentSnippets(page)
  if (current === read(page)) continue
  writeFileSync(join(docsDir, '..', page), current)
  console.log(`written: ${page}`)
}

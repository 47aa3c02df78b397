// Writes every block of code in the pages anew from its compiled file: `npm run pnpm -- --filter @parley/docs run snippets`.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { docsDir } from './site.ts'
import { pagesWithCode, read, withCurrentSnippets } from './snippetBlocks.ts'

for (const page of pagesWithCode()) {
  const current = withCurrentSnippets(page)
  if (current === read(page)) continue
  writeFileSync(join(docsDir, '..', page), current)
  console.log(`written: ${page}`)
}

import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'

import { startLocalServer, type LocalServer } from '@parley/local-server'
import { afterAll, beforeAll, expect, test } from 'vitest'

import { docsDir } from '../tools/site.ts'
import { read } from '../tools/snippetBlocks.ts'

let server: LocalServer
beforeAll(async () => {
  server = await startLocalServer({ port: 0 })
})
afterAll(() => server.close())

test('the program of the quickstart prints what its page says', async () => {
  const program = join(docsDir, 'snippets', 'quickstart', 'talk.ts')
  const { stdout } = await promisify(execFile)(process.execPath, ['--conditions=@parley/source', program], {
    env: { ...process.env, OPENAI_BASE_URL: server.url, OPENAI_API_KEY: 'offline' },
  })
  const lines = stdout.split('\n').map((line) => line.trimEnd())
  for (const page of ['docs/quickstart.md', 'docs/ko/quickstart.md']) {
    expect(lines.join('\n')).toBe(/```text\n([\s\S]*?)```/.exec(read(page))?.[1])
  }
})

import { expect, test } from 'vitest'
import { createServer } from 'vitepress'

import { docsDir } from '../tools/site.ts'

test('while it is written, the site serves a page and what the page imports', async () => {
  const server = await createServer(docsDir, { port: 0 })
  try {
    await server.listen()
    const { port } = server.httpServer!.address() as { port: number }
    const load = async (path: string) => {
      const response = await fetch(`http://127.0.0.1:${port}${path}`)
      expect(response.status).toBe(200)
      return response.text()
    }
    const page = await load('/quickstart.md?import')
    expect(page).toContain('You build a voice agent in two forms')
    const [, vue] = /from "([^"]+\/deps\/vue\.js[^"]*)"/.exec(page)!
    expect(await load(vue!)).toContain('createApp')
  } finally {
    await server.close()
  }
}, 60_000)

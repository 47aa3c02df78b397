// The site while it is written: the reference once, then every page as it is saved.
import { createServer } from 'vitepress'

import { generateApi } from './api.ts'
import { docsDir } from './site.ts'

await generateApi()
const server = await createServer(docsDir)
await server.listen()
server.printUrls()

// Starts the sample app and its local server, and stops both on Ctrl-C. OPENAI_BASE_URL or AZURE_OPENAI_ENDPOINT, with a key,
// use a service instead of the local server (apps/sample/README.md).
import { join } from 'node:path'
import { fromSource, install, pinnedNode, pnpm } from './lib/run.mjs'
import { answers, freePort } from './lib/ports.mjs'
import { root } from './lib/pnpm.mjs'
import { supervise } from './lib/supervise.mjs'

await install()
if ((await pnpm(['exec', 'turbo', 'run', 'build', '--filter=@parley/sample^...', '--output-logs=errors-only'])) !== 0) {
  process.exit(1)
}

const node = pinnedNode()
const service = process.env['OPENAI_BASE_URL'] || process.env['AZURE_OPENAI_ENDPOINT']
const appPort = await freePort(Number(process.env['PORT'] ?? 5173), 'the sample app')
const serverPort = service ? null : await freePort(8790, 'the local server')
const app = {
  name: 'The sample app',
  command: node,
  args: [
    join(root, 'apps/sample/node_modules/vite/bin/vite.js'),
    join(root, 'apps/sample'),
    '--host',
    '127.0.0.1',
    '--port',
    String(appPort),
    '--strictPort',
    '--logLevel',
    'warn',
  ],
  env: service ? {} : { PARLEY_SERVER_URL: `http://127.0.0.1:${serverPort}/v1` },
}
const server =
  serverPort === null
    ? []
    : [
        {
          name: 'The local server',
          command: node,
          args: [fromSource, 'packages/local-server/src/bin.ts', '--port', String(serverPort)],
        },
      ]

await supervise([...server, app], async () => {
  const url = `http://127.0.0.1:${appPort}/`
  if (serverPort !== null) await answers(`http://127.0.0.1:${serverPort}/`)
  await answers(url)
  console.log(
    `\n  Parley is ready: ${url}\n  Press Start and speak. Everything else is at ${url}studio. Ctrl-C stops both.\n`,
  )
})

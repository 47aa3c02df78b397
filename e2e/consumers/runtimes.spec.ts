import { expect, test } from '@playwright/test'
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { run, runWith, start, type Running } from './command.ts'
import { tarballOf } from './pack.ts'
import { root, workplace } from './workplace.ts'

test.describe.configure({ mode: 'serial', timeout: 60_000 })

const folder = join(workplace, 'runtimes')
const { platform, arch } = process
const exe = platform === 'win32' ? '.exe' : ''
const system = platform === 'win32' ? 'windows' : platform

interface Runtime {
  name: string
  /** Holds the program for this system. */
  package?: { name: string; version: string }
  command: readonly [program: string, ...args: string[]]
}
/** The file of a package, once it is installed. */
const installed = (name: string, ...path: string[]): string => join(folder, 'node_modules', name, ...path)

const linuxNode = `node-${platform}-${arch}`
const bun = `@oven/bun-${system}-${arch === 'arm64' ? 'aarch64' : arch}`
const deno = `@deno/${platform}-${arch}${platform === 'linux' ? '-glibc' : ''}`
const oldestNode: Runtime = {
  name: 'Node 22.18',
  package: { name: linuxNode, version: '22.18.0' },
  command: [installed(linuxNode, 'bin', 'node'), '--no-warnings'],
}
const runtimes: readonly Runtime[] = [
  { name: 'the Node of this repository', command: [process.execPath] },
  // The oldest that is supported; the registry has it for Linux only.
  ...(platform === 'linux' ? [oldestNode] : []),
  { name: 'Bun 1.4', package: { name: bun, version: '1.4.5' }, command: [installed(bun, 'bin', `bun${exe}`)] },
  {
    name: 'Deno 2.9',
    package: { name: deno, version: '2.9.6' },
    command: [installed(deno, `deno${exe}`), 'run', '--allow-env', '--allow-net', '--allow-read'],
  },
]

/** What goes wrong with a socket is told differently by every runtime, and must mean the same. */
const trouble = `import { RealtimeAgent, RealtimeRunner } from '@parley/core'

const runner = new RealtimeRunner({ startingAgent: new RealtimeAgent({ name: 'Assistant' }) })
const url = process.env['OPENAI_BASE_URL']
const refusal = async (modelConfig) => {
  const session = await runner.run({ modelConfig })
  const error = await session.connect().then(() => 'connected', (error) => error)
  return error.code + ', retryable: ' + error.retryable
}
console.log('wrong key:', await refusal({ url, apiKey: 'wrong' }))
console.log('nobody there:', await refusal({ url: 'http://127.0.0.1:9/v1', apiKey: 'offline' }))

const headers = { authorization: 'Bearer offline', 'x-parley-fault': 'close:1006' }
const session = await runner.run({ modelConfig: { url, headers, reconnect: { baseDelayMs: 50 } } })
await session.connect()
const statuses = []
session.on('connection_changed', ({ connection }) => statuses.push(connection.status))
session.sendMessage('Hello')
await session.until(() => statuses.includes('connected'))
console.log('cut off:', statuses.join(', '))
await session.close()
`

let voice: Running

test.beforeAll(async () => {
  test.setTimeout(300_000)
  await mkdir(folder, { recursive: true })
  for (const program of ['quickstart.ts', 'quickstartSnakeCase.ts']) {
    await copyFile(join(root, 'examples', program), join(folder, program))
  }
  await writeFile(join(folder, 'trouble.mjs'), trouble)
  const zod = join(root, 'packages', 'core', 'node_modules', 'zod', 'package.json')
  const { version } = JSON.parse(await readFile(zod, 'utf8')) as { version: string }
  const dependencies: Record<string, string> = {
    '@parley/core': `file:${await tarballOf('@parley/core')}`,
    zod: version,
  }
  for (const { package: needed } of runtimes) if (needed) dependencies[needed.name] = needed.version
  await writeFile(join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module', dependencies }))
  await run(folder, 'npm', 'install', '--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline')
  const server = join('packages', 'local-server', 'dist', 'bin.js')
  voice = await start(root, {}, 'node', server, '--port', '0', '--api-key', 'offline')
})
test.afterAll(() => voice?.stop())

for (const { name, command } of runtimes) {
  const lines = async (program: string): Promise<string[]> => {
    const env = { OPENAI_BASE_URL: `${voice.url}/v1`, OPENAI_API_KEY: 'offline' }
    const printed = await runWith(folder, env, ...command, program)
    return printed.trimEnd().split('\n')
  }

  test(`under ${name} the quickstart holds its conversation, in both spellings`, async () => {
    for (const printed of await Promise.all(['quickstart.ts', 'quickstartSnakeCase.ts'].map(lines))) {
      // The answer that calls the tool has no text, and ends before the tool does or after it, as the network has it.
      expect(printed.filter((line) => line === 'Agent ended: ')).toHaveLength(1)
      expect(printed.filter((line) => line !== 'Agent ended: ')).toEqual([
        'Session started',
        'Agent started: Assistant',
        'Tool started: get_weather {"city":"Paris"}',
        'Tool ended: It is sunny and 21 degrees in Paris.',
        'Agent started: Assistant',
        'Audio ended',
        'Agent ended: It is sunny and 21 degrees in Paris.',
        'Session ended',
      ])
    }
  })

  test(`under ${name} a refusal, an absent server and a cut connection are what they are elsewhere`, async () => {
    expect(await lines('trouble.mjs')).toEqual([
      'wrong key: handshake_failed, retryable: false',
      'nobody there: handshake_failed, retryable: true',
      'cut off: reconnecting, connected',
    ])
  })
}

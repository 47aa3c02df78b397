import { spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { parseCommandLine } from './cli.ts'

const bin = fileURLToPath(new URL('./bin.ts', import.meta.url))

function run(...args: string[]) {
  const child = spawn(process.execPath, ['--conditions=@parley/source', bin, ...args])
  const output = { out: '', err: '' }
  let wake = () => {}
  child.stdout.on('data', (chunk: Buffer) => {
    output.out += chunk.toString()
    wake()
  })
  child.stderr.on('data', (chunk: Buffer) => (output.err += chunk.toString()))
  const exit = new Promise<number | null>((resolve) => {
    child.on('close', (code) => {
      resolve(code)
      wake()
    })
  })
  const line = async () => {
    while (!output.out.includes('\n') && child.exitCode === null) {
      await new Promise<void>((resolve) => {
        wake = resolve
      })
    }
    return output.out
  }
  return { child, output, exit, line }
}

test('the command says where it listens, answers there, and stops when told', async () => {
  const { child, output, exit, line } = run('--port', '0')
  const [, url] = (await line()).match(/^listening on (http:\/\/127\.0\.0\.1:\d+)\n$/)!
  expect(await (await fetch(`${url!}/health`)).json()).toMatchObject({ status: 'ok' })
  child.kill('SIGTERM')
  expect(await exit).toBe(0)
  expect(output.err).toBe('')
}, 20_000)

test('a taken port is told plainly', async () => {
  const taken = createServer()
  await new Promise<void>((resolve) => {
    taken.listen(0, '127.0.0.1', resolve)
  })
  const { port } = taken.address() as AddressInfo
  const { output, exit } = run('--port', String(port))
  expect(await exit).toBe(1)
  expect(output.err).toBe(
    `Port ${port} on 127.0.0.1 is taken. Stop what listens there, or choose another port (0 picks a free one).\n`,
  )
  taken.close()
}, 20_000)

test('a second server of the same kind is not needed: apps beside each other use the first', async () => {
  const first = run('--port', '0')
  const [, port] = (await first.line()).match(/:(\d+)\n$/)!
  const second = run('--port', port!)
  expect(await second.exit).toBe(0)
  expect(second.output.out).toBe(`a Parley server already listens on http://127.0.0.1:${port!}: use that one\n`)
  const another = run('--port', port!, '--seed', '7')
  expect(await another.exit).toBe(1)
  first.child.kill('SIGTERM')
  expect(await first.exit).toBe(0)
}, 20_000)

test('the options of the command line', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'parley-cli-'))
  const script = join(folder, 'script.yaml')
  await writeFile(script, 'rules:\n  - otherwise: true\n    do: [Hello.]\n')
  expect(await parseCommandLine(['--help'])).toBe('help')
  expect(
    await parseCommandLine([
      '--port',
      '81',
      '--host',
      '0.0.0.0',
      '--seed',
      '7',
      '--voice',
      'ash',
      '--fault',
      'drop:0.5',
    ]),
  ).toMatchObject({
    port: 81,
    host: '0.0.0.0',
    seed: 7,
    defaultVoice: 'ash',
    faults: { drop: 0.5 },
  })
  expect(await parseCommandLine(['--script', script])).toHaveProperty('responder')
  for (const [args, message] of [
    [['--port', 'x'], '--port must be a whole number'],
    [['--voice', 'nobody'], '--voice must be one of'],
    [['--responder', 'chat'], '--chat-url'],
    [['--script', join(folder, 'none.yaml')], 'cannot be read'],
    [['--script', script, '--responder', 'echo'], 'exclude each other'],
    [['--nonsense'], '--nonsense'],
  ] as const) {
    await expect(parseCommandLine(args)).rejects.toThrow(message)
  }
  await rm(folder, { recursive: true })
})

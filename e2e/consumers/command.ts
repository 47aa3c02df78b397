import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { strangersEnv } from './workplace.ts'

/** Runs a command to its end and gives what it printed. Throws with that when it fails. */
export const run = (cwd: string, command: string, ...args: string[]): Promise<string> =>
  runWith(cwd, {}, command, ...args)

/** The same with something more in its environment. */
export async function runWith(
  cwd: string,
  env: NodeJS.ProcessEnv,
  command: string,
  ...args: string[]
): Promise<string> {
  const child = spawn(command, args, { cwd, env: { ...strangersEnv(), ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
  let printed = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (printed += chunk.toString()))
  const [code] = (await once(child, 'close')) as [number | null]
  if (code === 0) return printed
  throw new Error(`${[command, ...args].join(' ')} ended with ${code}:\n${printed}`)
}

export interface Running {
  /** The first address that it printed. */
  url: string
  stop(): Promise<void>
}

/** Starts a server and waits for the address it prints. Throws with what it printed when it ends before. */
export async function start(cwd: string, env: NodeJS.ProcessEnv, command: string, ...args: string[]): Promise<Running> {
  // A group of its own: npm starts a shell, which starts the server, and all of them must go.
  const child = spawn(command, args, {
    cwd,
    env: { ...strangersEnv(), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  const ended = once(child, 'close')
  let printed = ''
  const url = await new Promise<string>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        printed += chunk.toString()
        const found = /http:\/\/[\w.]+:\d+/.exec(printed)
        if (found) resolve(found[0].replace('localhost', '127.0.0.1'))
      })
    }
    child.on('error', reject)
    void ended.then(() => reject(new Error(`${[command, ...args].join(' ')} ended at once:\n${printed}`)))
  })
  return {
    url,
    async stop() {
      if (child.exitCode === null && child.pid !== undefined) process.kill(-child.pid, 'SIGTERM')
      await ended
    },
  }
}

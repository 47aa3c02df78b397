import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import type { TestContext } from 'vitest'

export interface RedisServer extends AsyncDisposable {
  readonly url: string
  /** Stops answering without closing anything, as a server under load or a lost network does. */
  freeze(): void
  thaw(): void
  /** Gone, as after a crash. */
  kill(): Promise<void>
}

/** A Redis of this run's own on a free port, or why there is none. */
export async function startRedis(): Promise<RedisServer | string> {
  if (!isInstalled()) {
    const reason = installDebianPackage()
    if (reason !== undefined) return reason
  }
  const port = await freePort()
  const dir = await mkdtemp(join(tmpdir(), 'parley-redis-'))
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', dir]
  const child = spawn('redis-server', args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  await readyToAnswer(child)
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL')
    await exited
  }
  return {
    url: `redis://127.0.0.1:${port}`,
    freeze: () => void child.kill('SIGSTOP'),
    thaw: () => void child.kill('SIGCONT'),
    kill,
    async [Symbol.asyncDispose]() {
      await kill()
      await rm(dir, { recursive: true, force: true })
    },
  }
}

/** The server, or a skip that is counted with its reason. On CI a missing Redis is a failure. */
export function requireRedis(server: RedisServer | string, context: TestContext): RedisServer {
  if (typeof server !== 'string') return server
  if (process.env['CI']) throw new Error(`This test needs a Redis server: ${server}`)
  context.skip(`Redis is missing: ${server}`)
  throw new Error('unreachable')
}

function isInstalled(): boolean {
  return spawnSync('redis-server', ['--version']).status === 0
}

function installDebianPackage(): string | undefined {
  if (process.platform !== 'linux' || spawnSync('apt-get', ['--version']).status !== 0) {
    return 'redis-server is not on PATH and this system has no apt to install it with'
  }
  if (process.getuid?.() !== 0) return 'redis-server is not on PATH and only root may install it'
  const wait = ['-o', 'DPkg::Lock::Timeout=300']
  spawnSync('apt-get', [...wait, 'update'])
  const install = [...wait, 'install', '-y', '--no-install-recommends', 'redis-server']
  const { status } = spawnSync('apt-get', install, { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } })
  return status === 0 && isInstalled() ? undefined : 'the Debian package redis-server could not be installed'
}

async function freePort(): Promise<number> {
  const probe = createServer()
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve))
  const { port } = probe.address() as AddressInfo
  await new Promise((resolve) => probe.close(resolve))
  return port
}

function readyToAnswer(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code) => reject(new Error(`redis-server ended with ${code} before it was ready.`)))
    child.stdout?.on('data', (chunk: Buffer) => {
      if (chunk.includes('Ready to accept connections')) resolve()
    })
  })
}

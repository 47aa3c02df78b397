import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * Chromium as a user has it, spoken to by its own protocol: test frameworks keep every tab visible and switch the
 * back/forward cache off, and it is just those that are looked at here.
 */
export interface PlainChromium {
  open(url: string): Promise<Tab>
  send(method: string, params?: object): Promise<unknown>
  close(): Promise<void>
}

export interface Tab {
  send(method: string, params?: object): Promise<unknown>
  /** What the expression gives, once it is settled. @throws Error with what the page threw. */
  evaluate<T>(expression: string): Promise<T>
  /** To the front of the window, in place of the tab that was there. */
  show(): Promise<void>
  close(): Promise<void>
}

const found = (): string | undefined =>
  [process.env['CHROMIUM_PATH'], '/usr/bin/chromium', '/usr/bin/google-chrome-stable'].find(
    (path) => path && existsSync(path),
  )

/** @throws Error where there is no Chromium, or it does not come up within 20 s. */
export async function startChromium(args: readonly string[] = []): Promise<PlainChromium> {
  const path = found()
  if (!path) throw new Error('There is no Chromium on this machine: set CHROMIUM_PATH.')
  const profile = mkdtempSync(join(tmpdir(), 'parley-chromium-'))
  const child = spawn(
    path,
    [
      '--headless=new',
      `--user-data-dir=${profile}`,
      '--remote-debugging-port=0',
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      '--no-first-run',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--use-fake-device-for-media-stream',
      '--autoplay-policy=no-user-gesture-required',
      '--allow-loopback-in-peer-connection',
      ...args,
      'about:blank',
    ],
    { stdio: 'ignore' },
  )
  const gone = once(child, 'exit')
  const wire = await debuggerAddress(profile, gone)
    .then(connect)
    .catch((error: unknown) => {
      child.kill()
      throw error
    })
  return {
    send: (method, params) => wire.send(method, params),
    async open(url) {
      const { targetId } = (await wire.send('Target.createTarget', { url })) as { targetId: string }
      const { sessionId } = (await wire.send('Target.attachToTarget', { targetId, flatten: true })) as {
        sessionId: string
      }
      const send = (method: string, params?: object): Promise<unknown> => wire.send(method, params, sessionId)
      return {
        send,
        async evaluate<T>(expression: string) {
          const options = { expression, awaitPromise: true, returnByValue: true }
          const { result, exceptionDetails: thrown } = (await send('Runtime.evaluate', options)) as Evaluated
          if (thrown) throw new Error(thrown.exception?.description ?? thrown.text)
          return result.value as T
        },
        show: async () => void (await wire.send('Target.activateTarget', { targetId })),
        close: async () => void (await wire.send('Target.closeTarget', { targetId })),
      }
    },
    async close() {
      await wire.send('Browser.close').catch(() => {})
      await gone
      wire.close()
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

interface Evaluated {
  result: { value?: unknown }
  exceptionDetails?: { text: string; exception?: { description?: string } }
}

async function debuggerAddress(profile: string, gone: Promise<unknown>): Promise<string> {
  const file = join(profile, 'DevToolsActivePort')
  const late = AbortSignal.timeout(20_000)
  let exited = false
  void gone.then(() => (exited = true))
  while (!late.aborted && !exited) {
    const [port, way] = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : []
    if (port && way) return `ws://127.0.0.1:${port}${way}`
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error('Chromium did not come up.')
}

async function connect(address: string) {
  const socket = new WebSocket(address)
  const waiting = new Map<number, PromiseWithResolvers<unknown>>()
  let calls = 0
  socket.addEventListener('message', ({ data }) => {
    const { id, result, error } = JSON.parse(String(data)) as { id?: number; result?: unknown; error?: Error }
    const call = id === undefined ? undefined : waiting.get(id)
    if (id === undefined || !call) return
    waiting.delete(id)
    if (error) call.reject(new Error(error.message))
    else call.resolve(result)
  })
  socket.addEventListener('close', () => {
    for (const call of waiting.values()) call.reject(new Error('Chromium is gone.'))
    waiting.clear()
  })
  await once(socket, 'open')
  return {
    send(method: string, params: object = {}, sessionId?: string): Promise<unknown> {
      const call = Promise.withResolvers<unknown>()
      waiting.set(++calls, call)
      socket.send(JSON.stringify({ id: calls, method, params, ...(sessionId ? { sessionId } : {}) }))
      return call.promise
    },
    close: () => socket.close(),
  }
}

import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { WebSocket } from 'ws'

export interface FirefoxPage {
  /** Rejects with `FirefoxStuck` when the page does not answer in time. */
  evaluate(expression: string): Promise<unknown>
  close(): Promise<void>
}

/** A microphone without a device, sound without a gesture, and nothing that calls home. */
const preferences = {
  'media.navigator.permission.disabled': true,
  'media.navigator.streams.fake': true,
  'media.autoplay.default': 0,
  'media.autoplay.blocking_policy': 0,
  'media.autoplay.block-webaudio': false,
  'datareporting.policy.dataSubmissionEnabled': false,
  'browser.shell.checkDefaultBrowser': false,
  'app.update.enabled': false,
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
}

/** A Firefox of its own, driven by WebDriver BiDi: the protocol is spoken by the browser itself. */
export async function openFirefox(url: string): Promise<FirefoxPage> {
  const profile = mkdtempSync(join(tmpdir(), 'bench-firefox-'))
  const lines = Object.entries(preferences).map(
    ([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});`,
  )
  writeFileSync(join(profile, 'user.js'), lines.join('\n'))
  const browser = spawn(
    process.env['FIREFOX_PATH'] || 'firefox-esr',
    ['--headless', '--no-remote', '--profile', profile, '--remote-debugging-port', '0', 'about:blank'],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  )
  // A run that is ended takes its browser along.
  const end = (): void => void browser.kill('SIGKILL')
  process.on('exit', end)
  const address = await new Promise<string>((resolve, reject) => {
    let said = ''
    browser.once('error', reject)
    browser.once('exit', () => reject(new Error(`Firefox ended before it was ready: ${said.slice(-500)}`)))
    browser.stderr.on('data', (chunk: Buffer) => {
      said += chunk.toString()
      const found = /WebDriver BiDi listening on (ws:\/\/\S+)/.exec(said)
      if (found) resolve(found[1]!)
    })
  })
  const line = await connect(`${address}/session`)
  await line.send('session.new', { capabilities: {} })
  const tree = (await line.send('browsingContext.getTree', {})) as { contexts: { context: string }[] }
  const { context } = tree.contexts[0]!
  await withinTime(line.send('browsingContext.navigate', { context, url, wait: 'complete' }))
  return {
    async evaluate(expression) {
      const answering = line.send('script.evaluate', {
        expression: `Promise.resolve(${expression}).then((value) => JSON.stringify(value ?? null))`,
        target: { context },
        awaitPromise: true,
        userActivation: true,
      })
      const answer = (await withinTime(answering)) as {
        type: string
        result?: { value: string }
        exceptionDetails?: { text: string }
      }
      if (answer.type !== 'success') throw new Error(`In Firefox: ${answer.exceptionDetails?.text ?? 'failed'}`)
      return JSON.parse(answer.result!.value) as unknown
    },
    async close() {
      const ended = new Promise((resolve) => void browser.once('exit', resolve))
      await withinTime(line.send('browser.close', {})).catch(end)
      await ended
      process.off('exit', end)
      rmSync(profile, { recursive: true, force: true })
    },
  }
}

/** The browser's own audio thread holds up the page now and then while it opens its device. */
export class FirefoxStuck extends Error {}

function withinTime<T>(work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new FirefoxStuck('The page does not answer.')), 15_000)
    work.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}

async function connect(address: string): Promise<{ send(method: string, params: object): Promise<unknown> }> {
  const socket = new WebSocket(address)
  await new Promise((resolve, reject) => {
    socket.once('open', resolve)
    socket.once('error', reject)
  })
  const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>()
  let ids = 0
  socket.on('message', (data) => {
    const answer = JSON.parse((data as Buffer).toString()) as { id?: number; result?: unknown; message?: string }
    const call = answer.id === undefined ? undefined : waiting.get(answer.id)
    if (!call) return
    waiting.delete(answer.id!)
    if ('result' in answer) call.resolve(answer.result)
    else call.reject(new Error(answer.message))
  })
  socket.on('close', () => {
    for (const { reject } of waiting.values()) reject(new Error('Firefox is gone.'))
  })
  return {
    send: (method, params) =>
      new Promise((resolve, reject) => {
        const id = ++ids
        waiting.set(id, { resolve, reject })
        socket.send(JSON.stringify({ id, method, params }))
      }),
  }
}

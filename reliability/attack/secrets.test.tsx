// @vitest-environment happy-dom
import { act, cleanup, render } from '@testing-library/react'
import { afterEach, expect, test, vi } from 'vitest'
import { RealtimeAgent, RealtimeRunner, type RealtimeSession } from '@parley/core'
import { createMemoryServer } from '@parley/local-server/memory'
import { RealtimeProvider, useRealtimeSession } from '@parley/react'

afterEach(cleanup)

/** Every string that can be reached from here by plain properties, as a debugger or an extension of the browser would. */
function reachable(root: unknown, most = 300_000): string[] {
  const seen = new Set<object>()
  const found: string[] = []
  const queue: unknown[] = [root]
  while (queue.length > 0 && seen.size < most) {
    const value = queue.pop()
    if (typeof value === 'string') found.push(value)
    if (typeof value !== 'object' || value === null || seen.has(value)) continue
    seen.add(value)
    if (value instanceof Map) queue.push(...value.keys(), ...value.values())
    else if (value instanceof Set) queue.push(...value)
    else if (!ArrayBuffer.isView(value) && value !== globalThis && !(value instanceof Node)) {
      for (const key of Reflect.ownKeys(value)) {
        const property = Object.getOwnPropertyDescriptor(value, key)
        if (property && 'value' in property) queue.push(property.value)
      }
    }
  }
  return found
}

const connectOptions = (secret: string, seen: (said: string) => void = () => {}) => {
  const server = createMemoryServer({ apiKeys: [secret] })
  return {
    server,
    modelConfig: {
      transport: 'websocket' as const,
      url: 'ws://localhost/v1/realtime',
      clientSecret: async () => secret,
      dangerouslyAllowApiKeyInBrowser: true,
      createWebSocket(url: string, { headers }: { headers: Record<string, string> }) {
        seen(JSON.stringify(headers))
        return server.createWebSocket(url, { headers }) as never
      },
    },
  }
}

test('a secret that was used is nowhere in what React holds', async () => {
  const secret = 'sk-only-for-the-handshake-7d1f'
  const given: string[] = []
  const { modelConfig, server } = connectOptions(secret, (said) => given.push(said))
  const agent = new RealtimeAgent({ name: 'A' })
  let session!: RealtimeSession
  const App = () => {
    session = useRealtimeSession({ agent, ...modelConfig, mic: false, speaker: false })
    return <RealtimeProvider session={session}>hello</RealtimeProvider>
  }
  const { container } = render(<App />)
  await act(() => session.connect())
  expect(given.join(), 'the secret was used').toContain(secret)
  const key = Object.keys(container).find((name) => name.startsWith('__reactContainer$'))!
  const fiber = (container as unknown as Record<string, unknown>)[key]
  const strings = reachable(fiber)
  expect(strings.length).toBeGreaterThan(10)
  expect(strings.filter((text) => text.includes(secret))).toEqual([])
  await act(() => session.close())
  server.close()
})

test('a refused secret is in no error, no trace, no snapshot and no log', async () => {
  const secret = 'sk-refused-93ac77e1b2'
  const said: unknown[] = []
  for (const method of ['log', 'warn', 'error', 'info', 'debug'] as const) {
    vi.spyOn(console, method).mockImplementation((...args) => void said.push(...args))
  }
  const server = createMemoryServer({ apiKeys: ['sk-another'] })
  const runner = new RealtimeRunner({ startingAgent: new RealtimeAgent({ name: 'A' }) })
  const session = await runner.run({
    media: { mic: false, speaker: false },
    modelConfig: {
      transport: 'websocket',
      url: 'ws://localhost/v1/realtime',
      apiKey: secret,
      dangerouslyAllowApiKeyInBrowser: true,
      createWebSocket: (url, { headers }) => server.createWebSocket(url, { headers }) as never,
    },
  })
  const events: unknown[] = []
  session.on('*', (event) => events.push(event))
  const error = await session.connect().then(
    () => null,
    (reason: Error) => reason,
  )
  expect(error).toMatchObject({ code: 'handshake_failed' })
  const everything = reachable([
    error,
    events,
    session.trace(),
    session.getSnapshot(),
    said,
    error?.stack,
    String(error),
  ])
  expect(everything.filter((text) => text.includes(secret))).toEqual([])
  vi.restoreAllMocks()
  server.close()
})

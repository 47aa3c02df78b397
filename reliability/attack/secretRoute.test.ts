import { createServer } from 'node:http'
import { request } from 'node:http'
import { expect, test } from 'vitest'
import { createClientSecretHandler } from '@parley/backend'
import { startLocalServer } from '@parley/local-server'
import { createLevelDetector, createPreparedVoice } from '@parley/local-server/memory'

const start = () =>
  startLocalServer({ port: 0, detector: createLevelDetector(), recognizer: null, voice: createPreparedVoice() })

const ask = (headers: Record<string, string> = {}): Request =>
  new Request('https://app.example/secret', {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: '{}',
  })

test('under a flood exactly the limit gets through, and the service is asked no more often', async () => {
  const server = await start()
  let asked = 0
  const gate = createServer((incoming, outgoing) => {
    asked++
    void fetch(`${server.url}${incoming.url}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    }).then(async (answer) =>
      outgoing.writeHead(answer.status, { 'content-type': 'application/json' }).end(await answer.text()),
    )
  })
  await new Promise<void>((resolve) => gate.listen(0, '127.0.0.1', resolve))
  const { port } = gate.address() as { port: number }
  try {
    const route = createClientSecretHandler({
      apiKey: 'sk-standard-key',
      baseUrl: `http://127.0.0.1:${port}/v1`,
      session: { type: 'realtime', model: 'gpt-realtime' },
      authorize: () => ({ userId: 'ada' }),
      rateLimit: { perUser: { limit: 7, windowSeconds: 60 } },
      log: () => {},
    })
    const answers = await Promise.all(Array.from({ length: 500 }, () => route(ask())))
    const counts = Map.groupBy(answers, ({ status }) => status)
    expect([counts.get(200)?.length, counts.get(429)?.length]).toEqual([7, 493])
    expect(asked).toBe(7)
    const bodies = await Promise.all(answers.map((answer) => answer.text()))
    expect(bodies.filter((body) => body.includes('sk-standard-key'))).toEqual([])
  } finally {
    await new Promise((resolve) => gate.close(resolve))
    await server.close()
  }
})

test('a page of another origin, with the cookies of the user, gets no secret and no CORS header', async () => {
  let authorized = 0
  const route = createClientSecretHandler({
    apiKey: 'sk-standard-key',
    session: { type: 'realtime', model: 'gpt-realtime' },
    authorize: () => (authorized++, { userId: 'ada' }),
    log: () => {},
  })
  for (const headers of [
    { origin: 'https://evil.example', cookie: 'session=1' },
    { origin: 'null', cookie: 'session=1' },
    { origin: 'https://app.example.evil.example', 'sec-fetch-site': 'cross-site' },
  ]) {
    const answer = await route(ask(headers))
    expect(answer.status).toBe(403)
    expect(answer.headers.get('access-control-allow-origin')).toBeNull()
  }
  expect(authorized).toBe(0)
})

test('a name that was made to point at this machine reaches neither the endpoints nor a session', async () => {
  const server = await start()
  try {
    const statusOf = (path: string, headers: Record<string, string>) =>
      new Promise<number>((resolve, reject) => {
        request(`${server.url}${path}`, { method: 'POST', headers }, (answer) => {
          answer.resume()
          resolve(answer.statusCode ?? 0)
        })
          .on('error', reject)
          .end('{}')
      })
    expect(await statusOf('/v1/realtime/client_secrets', { host: 'rebound.evil.example' })).toBe(403)
    expect(await statusOf('/v1/realtime/calls', { host: 'rebound.evil.example:80' })).toBe(403)
    expect(await statusOf('/v1/realtime/client_secrets', { origin: 'http://localhost.evil.example' })).toBe(403)
    const upgrade = await new Promise<number>((resolve, reject) => {
      request(`${server.url}/v1/realtime?model=gpt-realtime`, {
        headers: {
          host: 'rebound.evil.example',
          connection: 'Upgrade',
          upgrade: 'websocket',
          'sec-websocket-version': '13',
          'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
        },
      })
        .on('response', (answer) => resolve(answer.statusCode ?? 0))
        .on('upgrade', () => resolve(101))
        .on('error', reject)
        .end()
    })
    expect(upgrade).toBe(403)
    expect(server.sessionCount()).toBe(0)
  } finally {
    await server.close()
  }
})

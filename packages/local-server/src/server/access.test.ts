import { request } from 'node:http'
import { describe, expect, test } from 'vitest'
import { createManualClock } from '../clock.ts'
import { startTestServer } from '../testing/testServer.ts'

const secretAt = async (base: string, body: object, headers: Record<string, string> = {}) => {
  const response = await fetch(`${base}/v1/realtime/client_secrets`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Bearer sk-any', ...headers },
    body: JSON.stringify(body),
  })
  return { status: response.status, body: (await response.json()) as Record<string, unknown> & { value: string } }
}

/** `fetch` does not let the host be chosen. */
const statusFor = (base: string, headers: Record<string, string>) =>
  new Promise<number>((resolve, reject) => {
    request(`${base}/health`, { headers }, (response) => {
      response.resume()
      resolve(response.statusCode ?? 0)
    })
      .on('error', reject)
      .end()
  })

describe('client secrets', () => {
  test('a secret carries its session to the connection, until it expires', async () => {
    const clock = createManualClock()
    await using server = await startTestServer({ clock })
    const session = {
      type: 'realtime',
      model: 'gpt-realtime-2.1',
      instructions: 'You are Ada.',
      audio: { output: { voice: 'ash' } },
    }
    const { status, body } = await secretAt(server.base, {
      session,
      expires_after: { anchor: 'created_at', seconds: 30 },
    })
    expect(status).toBe(200)
    expect(body).toMatchObject({
      expires_at: clock.now() / 1000 + 30,
      session: {
        object: 'realtime.session',
        model: 'gpt-realtime-2.1',
        audio: { output: { voice: 'ash' } },
        expires_at: 0,
      },
    })
    const protocols = ['realtime', `openai-insecure-api-key.${body.value}`, 'some-client.1.2']
    const client = await server.connect('', { protocols })
    expect((await client.next('session.created'))['session']).toMatchObject({
      instructions: 'You are Ada.',
      model: 'gpt-realtime-2.1',
    })
    await clock.advance(31_000)
    const late = await server.connect('', { protocols })
    expect((await late.next('error'))['error']).toMatchObject({ code: 'invalid_api_key' })
    expect(await late.closed).toEqual({ code: 3000, reason: 'invalid_request_error.invalid_api_key' })
    client.send({ type: 'input_audio_buffer.clear' })
    await client.next('input_audio_buffer.cleared')
  })

  test.each([
    [{ expires_after: { seconds: 5 } }, 'expires_after.seconds'],
    [{ session: { model: 'x' } }, 'session.type'],
    [{ session: { type: 'realtime', nonsense: 1 } }, 'session.nonsense'],
    [{ nonsense: 1 }, 'nonsense'],
  ])('%o is refused', async (body, param) => {
    await using server = await startTestServer()
    const answer = await secretAt(server.base, body)
    expect(answer.status).toBe(400)
    expect(answer.body['error']).toMatchObject({ param })
  })
})

describe('connections are refused after the upgrade', () => {
  test.each([
    ['?model=gpt-nonsense', {}, 4000, 'invalid_model'],
    ['?model=whisper-1', {}, 4000, 'invalid_model'],
    ['', {}, 4000, 'missing_model'],
    ['?intent=chat', {}, 4000, 'invalid_intent'],
    ['?intent=transcription&model=gpt-realtime', {}, 4000, 'invalid_model'],
    ['?call_id=rtc_nobody', {}, 4000, 'call_id_not_found'],
    ['?model=gpt-realtime', { 'OpenAI-Beta': 'realtime=v1' }, 4000, 'beta_api_shape_disabled'],
    ['?model=gpt-realtime', { Authorization: 'Bearer ek_never' }, 3000, 'invalid_api_key'],
    ['?model=gpt-realtime', { Authorization: 'Bearer sk-invalid' }, 3000, 'invalid_api_key'],
  ])('%s %o closes with %i %s', async (query, headers, code, reason) => {
    await using server = await startTestServer()
    const client = await server.connect(query, { headers })
    expect((await client.next('error'))['error']).toMatchObject({ code: reason, event_id: null })
    expect(await client.closed).toEqual({ code, reason: `invalid_request_error.${reason}` })
    expect(server.sessionCount()).toBe(0)
  })

  test('with keys of its own, the server wants one of them', async () => {
    await using server = await startTestServer({ apiKeys: ['sk-mine'] })
    const without = await server.connect()
    expect((await without.next('error'))['error']).toMatchObject({ code: null })
    expect(await without.closed).toEqual({ code: 3000, reason: 'invalid_request_error' })
    const wrong = await server.connect(undefined, { headers: { Authorization: 'Bearer sk-other-secret' } })
    expect(JSON.stringify(await wrong.next('error'))).not.toContain('other-secret')
    const right = await server.connect(undefined, { headers: { 'api-key': 'sk-mine' } })
    await right.next('session.created')
    expect((await secretAt(server.base, {})).status).toBe(401)
  })
})

describe('who may use the server', () => {
  test('only `realtime` is selected of the offered subprotocols', async () => {
    await using server = await startTestServer()
    const socket = new WebSocket(`${server.wsUrl}?model=gpt-realtime`, [
      'openai-insecure-api-key.sk-x',
      'realtime',
      'lib.1',
    ])
    await new Promise((resolve) => {
      socket.onopen = resolve
    })
    expect(socket.protocol).toBe('realtime')
    socket.close()
  })

  test('other hosts and foreign pages are refused; loopback pages get CORS and can read Location', async () => {
    await using server = await startTestServer()
    expect(await statusFor(server.base, { host: 'evil.example' })).toBe(403)
    expect(await statusFor(server.base, { origin: 'https://evil.example' })).toBe(403)
    expect(await statusFor(server.base, { host: 'localhost:1234' })).toBe(200)
    await expect(server.connect(undefined, { headers: { Origin: 'https://evil.example' } })).rejects.toThrow('403')
    const preflight = await fetch(`${server.base}/v1/realtime/calls`, {
      method: 'OPTIONS',
      headers: {
        origin: 'http://localhost:5173',
        'access-control-request-headers': 'authorization,content-type,x-sdk',
      },
    })
    expect(preflight.status).toBe(204)
    expect(Object.fromEntries(preflight.headers)).toMatchObject({
      'access-control-allow-origin': 'http://localhost:5173',
      'access-control-allow-headers': 'authorization,content-type,x-sdk',
      'access-control-expose-headers': 'location',
    })
  })

  test('an allowed origin and host pass', async () => {
    await using server = await startTestServer({ allowedOrigins: ['https://app.example'], allowedHosts: ['box.lan'] })
    expect(await statusFor(server.base, { origin: 'https://app.example' })).toBe(200)
    expect(await statusFor(server.base, { host: 'box.lan:8790' })).toBe(200)
  })

  test("Azure's paths and key header work, with any deployment name", async () => {
    await using server = await startTestServer({ apiKeys: ['azure-key'] })
    const minted = await fetch(`${server.base}/openai/v1/realtime/client_secrets`, {
      method: 'POST',
      headers: { 'api-key': 'azure-key' },
    })
    expect(minted.status).toBe(200)
    const url = server.wsUrl.replace('/v1/', '/openai/v1/')
    const { connectWire } = await import('../testing/wireClient.ts')
    const client = await connectWire(`${url}?model=my-deployment&api-key=azure-key`)
    await client.next('session.created')
    const elsewhere = await server.connect('?model=gpt-realtime&api-key=azure-key')
    expect((await elsewhere.closed).code).toBe(3000)
  })

  test('retired endpoints say so, unknown ones are not found', async () => {
    await using server = await startTestServer()
    const beta = await fetch(`${server.base}/v1/realtime/sessions`, { method: 'POST' })
    expect([beta.status, await beta.json()]).toMatchObject([400, { error: { code: 'beta_api_shape_disabled' } }])
    expect((await fetch(`${server.base}/v1/nothing`)).status).toBe(404)
  })
})

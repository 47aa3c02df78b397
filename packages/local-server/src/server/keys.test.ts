import { expect, test } from 'vitest'
import { startTestServer } from '../testing/testServer.ts'

interface Minted {
  value: string
  session: { id: string; model: string }
  error: { code: string; param: string }
}

const mint = async (base: string, body: object, key: string = 'sk-any') => {
  const response = await fetch(`${base}/v1/realtime/client_secrets`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}` },
    body: JSON.stringify(body),
  })
  return { status: response.status, body: (await response.json()) as Minted }
}

test('a client secret starts sessions and nothing else: it mints no secret, joins no call and ends none', async () => {
  await using server = await startTestServer()
  const { value } = (await mint(server.base, {})).body
  const again = await mint(server.base, {}, value)
  expect([again.status, again.body.error.code]).toEqual([401, 'invalid_api_key'])
  const headers = { Authorization: `Bearer ${value}` }
  const side = await server.connect('?call_id=rtc_any', { headers })
  expect(await side.closed).toEqual({ code: 3000, reason: 'invalid_request_error.invalid_api_key' })
  const hangUp = await fetch(`${server.base}/v1/realtime/calls/rtc_any/hangup`, { method: 'POST', headers })
  expect(hangUp.status).toBe(401)
})

test('hanging up needs a key where one is configured', async () => {
  await using server = await startTestServer({ apiKeys: ['sk-mine'] })
  const url = `${server.base}/v1/realtime/calls/rtc_any/hangup`
  expect((await fetch(url, { method: 'POST' })).status).toBe(401)
  const headers = { authorization: 'Bearer sk-mine' }
  expect((await fetch(url, { method: 'POST', headers })).status).toBe(404)
})

test('secrets cannot be foretold, unless a seed was given', async () => {
  const secretsOf = async (seed?: number) => {
    await using server = await startTestServer({ seed: seed! })
    return [(await mint(server.base, {})).body.value, (await mint(server.base, {})).body.value]
  }
  expect(await secretsOf(3)).toEqual(await secretsOf(3))
  // Whoever knows the one stream behind all public ids knows nothing of these.
  const random = Math.random
  Math.random = () => 0.5
  try {
    const secrets = [...(await secretsOf()), ...(await secretsOf())]
    expect(new Set(secrets).size).toBe(4)
  } finally {
    Math.random = random
  }
})

test('a secret minted without a session starts what it promised', async () => {
  await using server = await startTestServer()
  const { value, session } = (await mint(server.base, {})).body
  expect((await mint(server.base, {})).body.session.id).not.toBe(session.id)
  const client = await server.connect('', { headers: { Authorization: `Bearer ${value}` } })
  expect((await client.next('session.created'))['session']).toMatchObject({ model: session.model })
})

test.each([
  [{ type: 'realtime', model: 'gpt-4o' }, 'invalid_model', 'session.model'],
  [{ type: 'realtime', model: 'gpt-realtime', reasoning: { effort: 'low' } }, 'invalid_value', 'session.reasoning'],
  [{ type: 'realtime', tool_choice: { type: 'function', name: 'gone' } }, 'invalid_value', 'session.tool_choice'],
  [{ type: 'realtime', tools: [{ type: 'mcp', server_label: 'x' }] }, 'invalid_value', 'session.tools[0].server_label'],
  [
    {
      type: 'transcription',
      audio: {
        input: { transcription: { model: 'gpt-realtime-whisper' }, turn_detection: { type: 'server_vad' } },
      },
    },
    'invalid_value',
    'session.audio.input.turn_detection',
  ],
])('a session that could not be had is refused to secrets and calls: %o', async (session, code, param) => {
  await using server = await startTestServer()
  const minted = await mint(server.base, { session })
  expect([minted.status, minted.body.error]).toMatchObject([400, { code, param }])
  const body = new FormData()
  body.set('sdp', new Blob(['v=0'], { type: 'application/sdp' }))
  body.set('session', JSON.stringify(session))
  const called = await fetch(`${server.base}/v1/realtime/calls`, { method: 'POST', body })
  expect([called.status, await called.json()]).toMatchObject([400, { error: { code } }])
})

test("Azure's retired api-version is refused with 401 before the upgrade", async () => {
  await using server = await startTestServer()
  const { connectWire } = await import('../testing/wireClient.ts')
  const url = server.wsUrl.replace('/v1/', '/openai/v1/')
  await expect(connectWire(`${url}?model=d&api-version=2025-04-01-preview`)).rejects.toThrow('401')
})

import { request, type IncomingMessage } from 'node:http'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { saying, startTestServer } from '../testing/testServer.ts'

/** A WebSocket client so plain that it can stop reading. */
async function openRaw(port: number) {
  const socket = connect(port, '127.0.0.1')
  const key = Buffer.from('0123456789abcdef').toString('base64')
  socket.write(
    `GET /v1/realtime?model=gpt-realtime HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: ${key}\r\nSec-WebSocket-Version: 13\r\n\r\n`,
  )
  await new Promise((resolve) => {
    socket.once('data', resolve)
  })
  const send = (event: object) => {
    const payload = Buffer.from(JSON.stringify(event))
    const header = Buffer.alloc(payload.length < 126 ? 6 : 8)
    header[0] = 0x81
    header[1] = 0x80 | (payload.length < 126 ? payload.length : 126)
    if (payload.length >= 126) header.writeUInt16BE(payload.length, 2)
    socket.write(Buffer.concat([header, payload])) // masked with zeros
  }
  return { socket, send }
}

test('a client that stops reading is cut off, and the others go on', async () => {
  await using server = await startTestServer({
    responder: saying(['A sentence with some sound to keep. '.repeat(300)]),
  })
  const other = await server.connect()
  const { socket, send } = await openRaw(Number(new URL(server.base).port))
  await expect.poll(() => server.sessionCount()).toBe(2)
  socket.pause()
  const closed = new Promise((resolve) => {
    socket.once('close', resolve)
  })
  for (let i = 0; i < 8; i++) send({ type: 'response.create', response: { conversation: 'none' } })
  await expect.poll(() => server.sessionCount(), { timeout: 20_000 }).toBe(1)
  socket.resume()
  socket.on('error', () => {})
  await closed
  other.send({ type: 'input_audio_buffer.clear' })
  await other.next('input_audio_buffer.cleared')
}, 30_000)

test('a frame that is larger than any event may be closes with 1009, and the others go on', async () => {
  await using server = await startTestServer()
  const [client, other] = [await server.connect(), await server.connect()]
  client.raw('x'.repeat(25 * 1024 * 1024))
  expect((await client.closed).code).toBe(1009)
  await expect.poll(() => server.sessionCount()).toBe(1)
  other.send({ type: 'input_audio_buffer.clear' })
  await other.next('input_audio_buffer.cleared')
})

test('bodies that are too large and targets that are nonsense are refused', async () => {
  await using server = await startTestServer()
  const large = await fetch(`${server.base}/v1/realtime/client_secrets`, {
    method: 'POST',
    headers: { origin: 'http://localhost:5173' },
    body: 'x'.repeat(5 * 1024 * 1024),
  })
  expect([large.status, large.headers.get('access-control-allow-origin')]).toEqual([413, 'http://localhost:5173'])
  expect(await large.json()).toMatchObject({ error: { code: 'body_too_large', type: 'invalid_request_error' } })
  const port = Number(new URL(server.base).port)
  const answer = await new Promise<string>((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('data', (data) => resolve(data.toString()))
    socket.write('GET //[ HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n')
  })
  expect(answer).toMatch(/^HTTP\/1\.1 4/)
  const traced = await new Promise<IncomingMessage>((resolve, reject) => {
    const headers = { origin: 'http://localhost:5173' }
    request(`${server.base}/v1/realtime`, { method: 'TRACE', headers }, resolve).on('error', reject).end()
  })
  expect([traced.statusCode, traced.headers['access-control-allow-origin']]).toEqual([400, 'http://localhost:5173'])
  expect(JSON.parse(await text(traced))).toMatchObject({ error: { code: 'invalid_request' } })
  expect((await fetch(`${server.base}/health`)).status).toBe(200)
})

test('spoken turns without a recogniser are kept, and the agent says why it cannot answer', async () => {
  const { createDefaultResponder } = await import('../responder/defaultResponder.ts')
  await using deaf = await startTestServer({ recognizer: null, responder: createDefaultResponder({ now: () => 0 }) })
  const client = await deaf.connect()
  const input = { turn_detection: null, transcription: { model: 'gpt-transcribe' } }
  client.send({ type: 'session.update', session: { type: 'realtime', audio: { input } } })
  client.send({ type: 'input_audio_buffer.append', audio: Buffer.alloc(9600).toString('base64') })
  client.send({ type: 'input_audio_buffer.commit' })
  client.send({ type: 'response.create' })
  expect((await client.next('conversation.item.input_audio_transcription.failed'))['error']).toMatchObject({
    code: 'recognizer_unavailable',
  })
  expect((await client.next('response.output_audio_transcript.done'))['transcript']).toContain('no speech recogniser')
})

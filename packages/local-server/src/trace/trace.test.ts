import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { listen } from '../adapter/node.ts'
import { loud, saying, startTestServer } from '../testing/testServer.ts'
import { connectWire, type WireClient } from '../testing/wireClient.ts'
import { createRecordingProxy } from './recordingProxy.ts'
import { createReplayServer } from './replayServer.ts'
import { parseTrace, traceLine } from './trace.ts'

const turn = async (client: WireClient) => {
  await client.next('session.created')
  client.send({ type: 'session.update', session: { type: 'realtime', audio: { input: { turn_detection: null } } } })
  client.speak(loud(300))
  client.send({ type: 'input_audio_buffer.commit' })
  client.send({ type: 'response.create' })
  await client.next('response.done')
  await client.next('rate_limits.updated')
  return client.events.map(({ type }) => type)
}

test('what a proxy records in front of a server is replayed to the next client', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'parley-trace-'))
  const path = join(folder, 'trace.jsonl')
  await using server = await startTestServer({
    responder: saying(['Hello from far away.']),
    apiKeys: ['sk-upstream-secret'],
  })
  const proxy = await listen(
    createRecordingProxy({ upstream: `${server.base}/v1`, apiKey: 'sk-upstream-secret', path }),
    {
      port: 0,
      host: '127.0.0.1',
    },
  )
  const recorded = await turn(await connectWire(`ws://127.0.0.1:${proxy.port}/v1/realtime?model=gpt-realtime`))
  await proxy.close()
  const text = await readFile(path, 'utf8')
  expect(text).not.toContain('upstream-secret')
  expect(text).toContain('"audioBytes":')
  expect(text).not.toMatch(/"audio":"[^"]/)

  const replay = await listen(createReplayServer(parseTrace(text)), { port: 0, host: '127.0.0.1' })
  const client = await connectWire(`ws://127.0.0.1:${replay.port}/v1/realtime?model=gpt-realtime`)
  expect(await turn(client)).toEqual(recorded)
  const audio = client.events.find(({ type }) => type === 'response.output_audio.delta')
  expect(Buffer.from(String(audio?.['delta']), 'base64').every((byte) => byte === 0)).toBe(true)
  await client.close()
  await replay.close()
  await rm(folder, { recursive: true })
})

test('a service that cannot be reached is told and closed', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'parley-trace-'))
  const proxy = await listen(
    createRecordingProxy({ upstream: 'http://127.0.0.1:9/v1', apiKey: undefined, path: join(folder, 't.jsonl') }),
    { port: 0, host: '127.0.0.1' },
  )
  const client = await connectWire(`ws://127.0.0.1:${proxy.port}/v1/realtime?model=x`)
  expect((await client.next('error'))['error']).toMatchObject({ code: 'upstream_unreachable' })
  expect((await client.closed).code).toBe(1011)
  await proxy.close()
  await rm(folder, { recursive: true })
})

test('keys inside events are not written, and audio only when it is wanted', () => {
  const event = { type: 'input_audio_buffer.append', audio: 'AAAA', note: 'use ek_1234567890 or sk-abcdef' }
  expect(traceLine(1.4, 'client', event, false)).toEqual({
    atMs: 1,
    from: 'client',
    event: { type: 'input_audio_buffer.append', audio: '', note: 'use ek-redacted or sk-redacted' },
    audioBytes: 3,
  })
  expect(traceLine(0, 'client', event, true).event).toMatchObject({ audio: 'AAAA' })
})

test('what a client hands over for a tool server is not written, whatever it looks like, and its shape is', () => {
  const mcp = { type: 'mcp', server_label: 'shelf', authorization: 'of-any-form', headers: { 'x-shelf': 'also-this' } }
  const search = { type: 'function', name: 'search', parameters: { properties: { headers: { type: 'string' } } } }
  const session = { type: 'realtime', instructions: 'Say Bearer abc123 to nobody.', tools: [mcp, search] }
  expect(traceLine(0, 'client', { type: 'session.update', session }, false).event['session']).toEqual({
    type: 'realtime',
    instructions: 'Say Bearer redacted to nobody.',
    tools: [{ ...mcp, authorization: 'redacted', headers: { 'x-shelf': 'redacted' } }, search],
  })
  const basics = 'The basic idea of bearer shares.'
  expect(traceLine(0, 'server', { type: 'x', text: basics }, false).event).toMatchObject({ text: basics })
})

test('a damaged trace is refused with its line', () => {
  expect(() => parseTrace('{"atMs":0,"from":"server","event":{"type":"x"}}\n{"atMs"')).toThrow('Line 2')
})

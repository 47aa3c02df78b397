import { decodeALaw, decodeMuLaw, encodeALaw } from '@parley/core/codec'
import { expect, test } from 'vitest'
import { loud, saying, startTestServer } from '../testing/testServer.ts'
import { createPreparedVoice } from '../voice/preparedVoice.ts'

const frequency = 1013
const tone = Int16Array.from({ length: 24_000 * 1.5 }, (_, i) =>
  Math.round(8000 * Math.sin((2 * Math.PI * frequency * i) / 24_000)),
)

test.each([
  ['audio/pcmu', decodeMuLaw],
  ['audio/pcma', decodeALaw],
] as const)(
  'an answer in %s is the same sound at 8 kHz, without a seam where its pieces meet',
  async (type, decode) => {
    const voice = createPreparedVoice({ recordings: { 'A tone.': tone } })
    await using server = await startTestServer({ voice, responder: saying(['A tone.']) })
    const client = await server.connect()
    client.send({ type: 'session.update', session: { type: 'realtime', audio: { output: { format: { type } } } } })
    client.send({ type: 'response.create' })
    await client.next('response.done')
    const pieces = client.events.filter((event) => event.type === 'response.output_audio.delta')
    expect(pieces.length).toBeGreaterThan(5)
    const samples = decode(
      new Uint8Array(Buffer.concat(pieces.map(({ delta }) => Buffer.from(String(delta), 'base64')))),
    )
    expect(samples).toHaveLength(tone.length / 3)
    // A tone keeps x[i-1] + x[i+1] = 2 cos(w) x[i]; a gap, a click or a ramp breaks it.
    const turn = 2 * Math.cos((2 * Math.PI * frequency) / 8000)
    const inside = samples.subarray(200, -200)
    const breaks = inside.subarray(1, -1).map((sample, i) => inside[i]! + inside[i + 2]! - turn * sample)
    expect(Math.max(...breaks.map(Math.abs))).toBeLessThan(8000 * 0.08)
    expect(Math.max(...inside)).toBeGreaterThan(7500)
  },
)

test('what is spoken in A-law is heard, kept and given back as it was', async () => {
  await using server = await startTestServer({ heard: ['Hello.'], responder: saying(['Hi.']) })
  const client = await server.connect()
  const input = { format: { type: 'audio/pcma' }, turn_detection: null }
  client.send({ type: 'session.update', session: { type: 'realtime', audio: { input } } })
  const bytes = encodeALaw(loud(300).filter((_, i) => i % 3 === 0))
  client.send({ type: 'input_audio_buffer.append', audio: Buffer.from(bytes).toString('base64') })
  client.send({ type: 'input_audio_buffer.commit' })
  const { item_id } = await client.next('input_audio_buffer.committed')
  client.send({ type: 'conversation.item.retrieve', item_id })
  const item = (await client.next('conversation.item.retrieved'))['item'] as { content: { audio: string }[] }
  // Its samples are the companded ones, so that encoding them again gives the same bytes.
  expect(Buffer.from(item.content[0]!.audio, 'base64').equals(Buffer.from(bytes))).toBe(true)
})

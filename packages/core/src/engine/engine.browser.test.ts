import { afterEach, describe, expect, inject, test } from 'vitest'
import type { SpeakerSignal } from '../audio/audioPorts.ts'
import { systemClock } from '../clock.ts'
import { encodeBase64 } from '../codec/base64.ts'
import type { ClientEvent, SessionConfig } from '../protocol/index.ts'
import type { TransportSignal } from '../transport/transport.ts'
import { createEngine, type BrowserEngine, type EngineOptions } from './createEngine.ts'
import type { ScriptStep } from './scriptedServer.setup.ts'

const config: SessionConfig = { type: 'realtime', audio: { output: { format: { type: 'audio/pcm', rate: 24000 } } } }
const engines: BrowserEngine[] = []

async function open(options: EngineOptions = {}) {
  const engine = createEngine(options)
  engines.push(engine)
  const heard: { at: number; signal: SpeakerSignal }[] = []
  const signals: TransportSignal[] = []
  engine.speaker.subscribe((signal) => heard.push({ at: Date.now(), signal }))
  const { signal } = new AbortController()
  engine.speaker.prepare()
  const transport = engine.createTransport({ url: inject('socketUrl'), model: 'm', clock: systemClock })
  transport.subscribe((said) => signals.push(said))
  await Promise.all([
    engine.speaker.start({ codec: 'pcm', signal }),
    transport.connect({ config, credentials: async () => ({ clientSecret: 'ek_browser' }), signal }),
  ])
  const script = (steps: ScriptStep[]) => transport.send({ type: 'test.script', steps } as unknown as ClientEvent)
  const of = <T extends SpeakerSignal['type']>(type: T) =>
    heard.flatMap(({ signal: said }) => (said.type === type ? [said as Extract<SpeakerSignal, { type: T }>] : []))
  const received = async (): Promise<{ at: number; event: { type: string; audio?: string } }[]> => {
    const before = signals.length
    script([{ report: true }])
    const find = () =>
      signals.slice(before).find((said) => said.type === 'event' && said.event.type === 'test.received') as
        | { event: { received: { at: number; event: { type: string; audio?: string } }[] } }
        | undefined
    await until(() => find() !== undefined)
    return find()!.event.received
  }
  return {
    ...engine,
    engine,
    transport,
    signals,
    heard,
    of,
    script,
    received,
    start: { codec: 'pcm' as const, signal },
  }
}
async function until(what: () => boolean): Promise<void> {
  await expect.poll(what, { timeout: 8000, interval: 5 }).toBe(true)
}
const tone = (ms: number, offset = 0) =>
  new Uint8Array(
    Int16Array.from({ length: 24 * ms }, (_, i) => 9000 * Math.sin((2 * Math.PI * 440 * (i + offset)) / 24_000)).buffer,
  )
const delta = (ms: number, itemId = 'a', responseId = 'r1') => ({
  type: 'response.output_audio.delta',
  response_id: responseId,
  item_id: itemId,
  output_index: 0,
  content_index: 0,
  delta: encodeBase64(tone(ms)),
})
const done = (itemId = 'a', responseId = 'r1') => ({
  type: 'response.output_audio.done',
  response_id: responseId,
  item_id: itemId,
  output_index: 0,
  content_index: 0,
})
const created = (id = 'r1') => ({ type: 'response.created', response: { id, conversation_id: 'c' } })
const speech = { type: 'input_audio_buffer.speech_started', item_id: 'u', audio_start_ms: 0 }
/** The page does nothing else for so long. */
const block = (ms: number) => {
  const end = performance.now() + ms
  while (performance.now() < end);
}

afterEach(async () => {
  for (const engine of engines.splice(0)) {
    await engine.microphone.stop()
    await engine.speaker.stop()
    engine.dispose()
  }
})

describe.each([
  ['worker', {}],
  ['main', { worker: false }],
] as const)('the engine in the %s thread', (place, options) => {
  test('plays what the server sends and tells how it was heard', async () => {
    const { engine, script, of, signals, transport } = await open(options)
    expect(engine.place).toBe(place)
    script([{ say: created() }, ...Array.from({ length: 5 }, () => ({ say: delta(100) })), { say: done() }])
    await until(() => of('drained').length === 1)
    expect(of('drained')).toEqual([{ type: 'drained', itemId: 'a', contentIndex: 0, heardMs: 500 }])
    expect(of('started')).toEqual([{ type: 'started', itemId: 'a', contentIndex: 0 }])
    const audio = signals.flatMap((signal) => (signal.type === 'audio' ? [signal] : []))
    expect(audio.map((signal) => [signal.bytes.length, signal.byteLength])).toEqual(
      Array.from({ length: 5 }, () => [0, 4800]),
    )
    await transport.close()
  })

  test('carries the microphone to the server in 20 ms appends', async () => {
    const { microphone, start, transport, received } = await open(options)
    await microphone.start(start)
    transport.send({ type: 'session.update', session: config })
    await new Promise((resolve) => setTimeout(resolve, 1000))
    const appends = (await received()).filter(({ event }) => event.type === 'input_audio_buffer.append')
    expect(appends.length).toBeGreaterThan(30)
    expect(new Set(appends.map(({ event }) => atob(event.audio!).length))).toEqual(new Set([960]))
    await transport.close()
  })

  test('hands out the bytes when somebody wants them', async () => {
    const { script, signals, transport } = await open(options)
    transport.forwardAudio?.(true)
    script([{ say: created() }, { say: delta(100) }])
    await until(() => signals.some((signal) => signal.type === 'audio'))
    expect(signals.find((signal) => signal.type === 'audio')).toMatchObject({ bytes: tone(100), byteLength: 4800 })
    await transport.close()
  })

  test('silence comes with the user’s first word, and says what was heard', async () => {
    const { script, of, speaker, transport } = await open(options)
    transport.subscribe((signal) => {
      if (signal.type === 'event' && signal.event.type === speech.type) speaker.flush()
    })
    script([{ say: created() }, { say: delta(1000) }, { say: delta(1000, 'b') }, { afterMs: 600, say: speech }])
    await until(() => of('flushed').length === 1)
    const [flushed] = of('flushed')
    expect(flushed!.items.map((item) => item.itemId)).toEqual(['a', 'b'])
    expect(flushed!.items[0]!.heardMs).toBeGreaterThan(300)
    expect(flushed!.items[0]!.heardMs).toBeLessThan(650)
    expect(flushed!.items[1]!.heardMs).toBe(0)
    await transport.close()
  })
})

test('a page that is blocked delays neither the user’s voice nor the silence', async () => {
  const { script, of, microphone, start, transport, received, speaker } = await open()
  await microphone.start(start)
  transport.send({ type: 'session.update', session: config })
  await received()
  transport.subscribe((signal) => {
    if (signal.type === 'event' && signal.event.type === speech.type) speaker.flush()
  })
  script([{ say: created() }, { say: delta(3000) }, { afterMs: 500, say: speech }])
  await until(() => of('position').length > 1)
  block(900)
  await until(() => of('flushed').length === 1)
  // Heard up to the moment of the word, not up to the end of the block.
  expect(of('flushed')[0]!.items[0]!.heardMs).toBeLessThan(900)
  const appends = (await received()).filter(({ event }) => event.type === 'input_audio_buffer.append')
  const gaps = appends.slice(1).map(({ at }, i) => at - appends[i]!.at)
  expect(Math.max(...gaps)).toBeLessThan(600)
  await transport.close()
})

test('a worker that cannot be loaded is replaced by this thread', async () => {
  const { engine, script, of, transport } = await open({ workerUrl: '/there-is-no-worker-here.js' })
  expect(engine.place).toBe('main')
  script([{ say: created() }, { say: delta(200) }, { say: done() }])
  await until(() => of('drained').length === 1)
  expect(of('drained')[0]).toMatchObject({ heardMs: 200 })
  await transport.close()
})

import { afterEach, describe, expect, test } from 'vitest'
import { createWebAudio, type WebAudio } from '../createWebAudio.ts'
import { loadWorklet } from '../loadWorklet.ts'
import { WavTake } from './wavTake.ts'

const opened: WebAudio[] = []
afterEach(async () => {
  for (const { microphone, speaker } of opened.splice(0)) {
    await microphone.stop()
    await speaker.stop()
  }
})

async function open() {
  const contexts: AudioContext[] = []
  const audio = createWebAudio({
    createContext: (options) => {
      const context = new AudioContext(options)
      contexts.push(context)
      return context
    },
  })
  opened.push(audio)
  const start = { codec: 'pcm' as const, signal: new AbortController().signal }
  await Promise.all([audio.microphone.start(start), audio.speaker.start(start)])
  const tone = new Uint8Array(
    Int16Array.from({ length: 24_000 * 2 }, (_, i) => 8000 * Math.sin((2 * Math.PI * 440 * i) / 24_000)).buffer,
  )
  const drained = new Promise<void>((resolve) => {
    audio.speaker.subscribe((signal) => signal.type === 'drained' && resolve())
  })
  audio.speaker.play({ itemId: 'a', contentIndex: 0, bytes: tone })
  audio.speaker.end('a', 0)
  return { ...audio, drained, context: contexts[0]! }
}
async function readWav(blob: Blob) {
  const bytes = await blob.arrayBuffer()
  const view = new DataView(bytes)
  const channels = view.getUint16(22, true)
  const samples = new Int16Array(bytes, 44)
  expect(view.getUint32(40, true)).toBe(samples.byteLength)
  const loudest = (channel: number) =>
    samples.reduce((most, value, i) => (i % channels === channel ? Math.max(most, Math.abs(value)) : most), 0)
  return { channels, seconds: samples.length / channels / view.getUint32(24, true), loudest }
}

describe('the recorder', () => {
  test('has the user on the left and the agent on the right', async () => {
    const { recorder, drained } = await open()
    recorder.start()
    expect(recorder.recording).toBe(true)
    await drained
    const wav = await readWav(await recorder.stop())
    expect(recorder.recording).toBe(false)
    expect(wav.channels).toBe(2)
    expect(wav.seconds).toBeGreaterThan(1)
    expect(wav.loudest(0)).toBeGreaterThan(500)
    expect(wav.loudest(1)).toBeGreaterThan(7500)
    expect(wav.loudest(1)).toBeLessThan(8500)
  })

  test('a muted microphone is silence, and a muted speaker is not', async () => {
    const { recorder, drained, microphone, speaker } = await open()
    microphone.setMuted(true)
    speaker.setMuted(true)
    await new Promise((resolve) => setTimeout(resolve, 50))
    recorder.start()
    await drained
    const wav = await readWav(await recorder.stop())
    expect(wav.loudest(0)).toBeLessThan(10)
    expect(wav.loudest(1)).toBeGreaterThan(7500)
  })

  test('one side alone is one channel', async () => {
    const { recorder, drained } = await open()
    recorder.start({ tracks: 'agent' })
    await drained
    const wav = await readWav(await recorder.stop())
    expect(wav.channels).toBe(1)
    expect(wav.loudest(0)).toBeGreaterThan(7500)
  })

  test('records in the browser’s own container too', async () => {
    const { recorder, drained } = await open()
    recorder.start({ format: 'native' })
    await drained
    const blob = await recorder.stop()
    expect(blob.type).toMatch(/^audio\//)
    const context = new OfflineAudioContext(2, 1, 48_000)
    const buffer = await context.decodeAudioData(await blob.arrayBuffer())
    expect(buffer.duration).toBeGreaterThan(1)
    const right = buffer.getChannelData(buffer.numberOfChannels - 1)
    expect(right.reduce((most, value) => Math.max(most, Math.abs(value)), 0)).toBeGreaterThan(0.15)
  })

  test('ends also while the context gives no sound', async () => {
    const { recorder, drained, context } = await open()
    recorder.start()
    await drained
    await context.suspend()
    const wav = await readWav(await recorder.stop())
    expect(wav.loudest(1)).toBeGreaterThan(7500)
  })

  test('goes on at its first rate when the context comes back at another', async () => {
    const take = new WavTake('agent')
    const contexts: AudioContext[] = []
    for (const sampleRate of [24_000, 48_000]) {
      const context = new AudioContext({ sampleRate })
      contexts.push(context)
      await loadWorklet(context)
      const tone = new OscillatorNode(context, { frequency: 1000 })
      tone.connect(take.attach(context).agent)
      tone.start()
      await new Promise((resolve) => setTimeout(resolve, 900))
    }
    const bytes = await (await take.finish()).arrayBuffer()
    for (const context of contexts) await context.close()
    expect(new DataView(bytes).getUint32(24, true)).toBe(24_000)
    const samples = new Int16Array(bytes, 44)
    const pitch = (part: Int16Array): number =>
      part.filter((value, i) => i > 0 && value >= 0 && part[i - 1]! < 0).length / (part.length / 24_000)
    expect(pitch(samples.subarray(4800, 9600))).toBeCloseTo(1000, -2)
    expect(pitch(samples.subarray(-9600, -4800))).toBeCloseTo(1000, -2)
  })

  test('refuses to start twice, and to stop what was not started', async () => {
    const { recorder } = await open()
    await expect(recorder.stop()).rejects.toMatchObject({ name: 'AudioError' })
    recorder.start()
    expect(() => recorder.start()).toThrow(expect.objectContaining({ name: 'ConfigError' }))
    await recorder.stop()
  })
})

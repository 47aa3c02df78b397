import { afterEach, describe, expect, test } from 'vitest'
import type { MicrophoneSignal, SpeakerSignal } from './audioPorts.ts'
import { createWebAudio, type WebAudio, type WebAudioOptions } from './createWebAudio.ts'

const contexts: AudioContext[] = []
const opened: WebAudio[] = []

function open(options: WebAudioOptions = {}) {
  const audio = createWebAudio({
    createContext: (contextOptions) => {
      const context = new AudioContext(contextOptions)
      contexts.push(context)
      return context
    },
    ...options,
  })
  opened.push(audio)
  const heard: SpeakerSignal[] = []
  const mic: MicrophoneSignal[] = []
  audio.speaker.subscribe((signal) => heard.push(signal))
  audio.microphone.subscribe((signal) => mic.push(signal))
  const start = { codec: 'pcm' as const, signal: new AbortController().signal }
  return { ...audio, heard, mic, start }
}
async function until(what: () => boolean): Promise<void> {
  await expect.poll(what, { timeout: 5000, interval: 5 }).toBe(true)
}
function expectAllClosed(): void {
  const open = contexts.splice(0).filter((context) => context.state !== 'closed')
  if (open.length > 0) throw new Error(`${open.length} AudioContexts were left open.`)
}
const chunks = (signals: MicrophoneSignal[]) =>
  signals.flatMap((signal) => (signal.type === 'chunk' ? [signal.bytes] : []))
const loudest = (bytes: Uint8Array) =>
  new Int16Array(bytes.buffer).reduce((max, value) => Math.max(max, Math.abs(value)), 0)
const tone = (ms: number) =>
  new Uint8Array(
    Int16Array.from({ length: 24 * ms }, (_, i) => 8000 * Math.sin((2 * Math.PI * 440 * i) / 24_000)).buffer,
  )

afterEach(async () => {
  for (const audio of opened.splice(0)) {
    await audio.microphone.stop()
    await audio.speaker.stop()
  }
  expectAllClosed()
})

describe('levels', () => {
  test('fall to nothing when what they measure is closed', async () => {
    const { microphone, speaker, start } = open()
    const level = { mic: 0, agent: 0 }
    microphone.onLevel(({ rms }) => (level.mic = rms))
    speaker.onLevel(({ rms }) => (level.agent = rms))
    await Promise.all([microphone.start(start), speaker.start(start)])
    speaker.play({ itemId: 'a', contentIndex: 0, bytes: tone(3000) })
    await until(() => level.mic > 0.01 && level.agent > 0.01)
    await Promise.all([microphone.stop(), speaker.stop()])
    expect(level).toEqual({ mic: 0, agent: 0 })
  })
})

describe('the microphone', () => {
  test('gives 20 ms chunks of real sound', async () => {
    const { microphone, mic, start } = open()
    await microphone.start(start)
    await until(() => chunks(mic).length >= 60)
    expect(new Set(chunks(mic).map((bytes) => bytes.length))).toEqual(new Set([960]))
    expect(Math.max(...chunks(mic).map(loudest))).toBeGreaterThan(500)
    expect(microphone.state).toMatchObject({ status: 'live', mutedBy: null })
    expect(microphone.state).toMatchObject({ processing: { echoCancellation: true, noiseSuppression: true } })
  })

  test.each([
    ['pcmu', 160],
    ['pcma', 160],
  ] as const)('gives %s chunks of %i bytes', async (codec, size) => {
    const { microphone, mic, start } = open()
    await microphone.start({ ...start, codec })
    await until(() => chunks(mic).length >= 5)
    expect(new Set(chunks(mic).map((bytes) => bytes.length))).toEqual(new Set([size]))
  })

  test('asks for the device once, and prepare counts', async () => {
    const real = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices)
    let asked = 0
    navigator.mediaDevices.getUserMedia = (constraints) => {
      asked++
      return real(constraints)
    }
    try {
      const { microphone, start } = open()
      microphone.prepare()
      await Promise.all([microphone.start(start), microphone.request()])
      expect(asked).toBe(1)
    } finally {
      Reflect.deleteProperty(navigator.mediaDevices, 'getUserMedia')
    }
  })

  test('muted before start gives nothing, and goes on giving when unmuted', async () => {
    const { microphone, mic, start } = open()
    microphone.setMuted(true)
    await microphone.start(start)
    expect(microphone.state).toMatchObject({ status: 'live', mutedBy: 'user' })
    expect(microphone.track?.enabled).toBe(false)
    await new Promise((resolve) => setTimeout(resolve, 150))
    expect(chunks(mic)).toEqual([])
    microphone.setMuted(false)
    await until(() => chunks(mic).length > 3)
    expect(microphone.track?.enabled).toBe(true)
  })

  test('held chunks come first when released, and no more than 300 ms of them', async () => {
    const { microphone, mic, start } = open()
    microphone.hold(true)
    await microphone.start(start)
    await new Promise((resolve) => setTimeout(resolve, 500))
    expect(chunks(mic)).toEqual([])
    microphone.hold(false)
    expect(chunks(mic)).toHaveLength(15)
  })

  test('releases the device when it stops, and an app’s stream never', async () => {
    const own = open()
    await own.microphone.start(own.start)
    const ownTrack = own.microphone.track!
    await own.microphone.stop()
    expect(ownTrack.readyState).toBe('ended')
    expect(own.microphone.state).toEqual({ status: 'off' })

    const stream = await navigator.mediaDevices.getUserMedia({ audio: true })
    const theirs = open({ mic: { stream } })
    await theirs.microphone.start(theirs.start)
    await until(() => chunks(theirs.mic).length > 2)
    theirs.microphone.setMuted(true)
    expect(theirs.microphone.track?.enabled).toBe(false)
    await theirs.microphone.stop()
    const [track] = stream.getAudioTracks()
    expect([track!.readyState, track!.enabled]).toEqual(['live', true])
    track!.stop()
  })

  test('changes the device during a call without a step', async () => {
    const { microphone, mic, start } = open()
    await microphone.start(start)
    await until(() => chunks(mic).length > 5)
    const { state } = microphone
    const other =
      state.status === 'live' ? state.devices.find((device) => device.deviceId !== state.device.deviceId) : undefined
    expect(other, 'the fake device list has several').toBeDefined()
    await microphone.setDevice(other!.deviceId)
    expect(microphone.state).toMatchObject({ status: 'live', device: { deviceId: other!.deviceId } })
    const before = chunks(mic).length
    await until(() => chunks(mic).length > before + 3)
  })

  test('a device that is not there leaves the one in use', async () => {
    const { microphone, mic, start } = open()
    await microphone.start(start)
    await expect(microphone.setDevice('nonsense')).rejects.toMatchObject({
      name: 'DeviceError',
      code: 'device_overconstrained',
    })
    const before = chunks(mic).length
    await until(() => chunks(mic).length > before + 3)
    expect(microphone.state.status).toBe('live')
  })

  test.each([
    ['NotAllowedError', 'denied', 'microphone_denied'],
    ['NotFoundError', 'not-found', 'device_not_found'],
    ['NotReadableError', 'in-use', 'device_busy'],
    ['OverconstrainedError', 'overconstrained', 'device_overconstrained'],
    ['SecurityError', 'blocked-by-policy', 'microphone_blocked_by_policy'],
    ['TypeError', 'unsupported', 'device_unsupported'],
  ])('%s becomes the state %s, and retry can still work', async (name, reason, code) => {
    navigator.mediaDevices.getUserMedia = () => Promise.reject(Object.assign(new Error('no'), { name }))
    const { microphone, mic, start } = open()
    try {
      await microphone.start(start)
      expect(microphone.state).toMatchObject({ status: 'error', reason, error: { code, name: 'DeviceError' } })
    } finally {
      Reflect.deleteProperty(navigator.mediaDevices, 'getUserMedia')
    }
    await microphone.retry()
    await until(() => chunks(mic).length > 2)
  })

  test('a device that disappears is replaced by another', async () => {
    const { microphone, mic, start } = open()
    await microphone.start(start)
    const stream = await new Promise<MediaStreamTrack>((resolve) => {
      const original = MediaStreamTrack.prototype.clone
      MediaStreamTrack.prototype.clone = function clone(this: MediaStreamTrack) {
        resolve(this)
        return original.call(this)
      }
      void microphone.track
      MediaStreamTrack.prototype.clone = original
    })
    stream.stop()
    stream.dispatchEvent(new Event('ended'))
    expect(microphone.state).toEqual({ status: 'interrupted', cause: 'device-removed' })
    await until(() => microphone.state.status === 'live')
    const before = chunks(mic).length
    await until(() => chunks(mic).length > before + 3)
  })

  test('levels flow only to those who listen', async () => {
    const { microphone, start } = open()
    await microphone.start(start)
    const peaks: number[] = []
    const stop = microphone.onLevel((frame) => peaks.push(frame.peak))
    await until(() => peaks.length > 20 && Math.max(...peaks) > 0.01)
    stop()
    const before = peaks.length
    await new Promise((resolve) => setTimeout(resolve, 200))
    expect(peaks.length - before).toBeLessThanOrEqual(1)
  })

  test('a stop during the question leaves no device open', async () => {
    const tracks: MediaStreamTrack[] = []
    const real = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices)
    navigator.mediaDevices.getUserMedia = async (constraints) => {
      const stream = await real(constraints)
      tracks.push(...stream.getTracks())
      return stream
    }
    try {
      const { microphone, start } = open()
      const starting = microphone.start(start)
      await microphone.stop()
      await starting
      await until(() => tracks.length === 1 && tracks[0]!.readyState === 'ended')
      expect(microphone.state).toEqual({ status: 'off' })
    } finally {
      Reflect.deleteProperty(navigator.mediaDevices, 'getUserMedia')
    }
  })
})

describe('the speaker', () => {
  const of = (heard: SpeakerSignal[], type: SpeakerSignal['type']) => heard.filter((signal) => signal.type === type)

  test('says when an item starts, how far it is, and when it was heard', async () => {
    const { speaker, heard, start } = open()
    await speaker.start(start)
    speaker.play({ itemId: 'a', contentIndex: 0, bytes: tone(300) })
    speaker.end('a', 0)
    await until(() => of(heard, 'drained').length === 1)
    expect(of(heard, 'started')).toEqual([{ type: 'started', itemId: 'a', contentIndex: 0 }])
    expect(of(heard, 'drained')).toEqual([{ type: 'drained', itemId: 'a', contentIndex: 0, heardMs: 300 }])
    expect(of(heard, 'position').length).toBeGreaterThan(2)
  })

  test('what was given before the start is played', async () => {
    const { speaker, heard, start } = open()
    speaker.play({ itemId: 'early', contentIndex: 0, bytes: tone(60) })
    speaker.end('early', 0)
    await speaker.start(start)
    await until(() => of(heard, 'drained').length === 1)
    expect(of(heard, 'drained')).toEqual([{ type: 'drained', itemId: 'early', contentIndex: 0, heardMs: 60 }])
  })

  test('a flush answers with what was heard, in playing order', async () => {
    const { speaker, heard, start } = open()
    await speaker.start(start)
    speaker.play({ itemId: 'a', contentIndex: 0, bytes: tone(2000) })
    speaker.play({ itemId: 'b', contentIndex: 0, bytes: tone(100) })
    await until(() => of(heard, 'position').length > 4)
    speaker.flush()
    await until(() => of(heard, 'flushed').length === 1)
    const [flushed] = of(heard, 'flushed') as Extract<SpeakerSignal, { type: 'flushed' }>[]
    expect(flushed!.items.map((item) => item.itemId)).toEqual(['a', 'b'])
    expect(flushed!.items[0]!.heardMs).toBeGreaterThan(150)
    expect(flushed!.items[0]!.heardMs).toBeLessThan(1500)
    expect(flushed!.items[1]!.heardMs).toBe(0)
    speaker.flush()
    await until(() => of(heard, 'flushed').length === 2)
    expect(of(heard, 'flushed')[1]).toMatchObject({ items: [] })
  })

  test.each([
    ['pcmu', 8],
    ['pcma', 8],
  ] as const)('plays %s to its end', async (codec, bytesPerMs) => {
    const { speaker, heard, start } = open()
    await speaker.start({ ...start, codec })
    speaker.play({ itemId: 'a', contentIndex: 0, bytes: new Uint8Array(bytesPerMs * 200).fill(0x55) })
    speaker.end('a', 0)
    await until(() => of(heard, 'drained').length === 1)
    expect(of(heard, 'drained')).toEqual([{ type: 'drained', itemId: 'a', contentIndex: 0, heardMs: 200 }])
  })

  test('goes on in a new context where the old one was heard last', async () => {
    const { speaker, heard, start } = open()
    await speaker.start(start)
    speaker.play({ itemId: 'a', contentIndex: 0, bytes: tone(900) })
    speaker.end('a', 0)
    await until(() => of(heard, 'position').length > 4)
    const host = contexts[0]!
    // A context whose clock stands still while it says that it runs.
    const frozen = host.currentTime
    Object.defineProperty(host, 'currentTime', { get: () => frozen })
    await until(() => contexts.length === 2)
    await until(() => of(heard, 'drained').length === 1)
    expect(of(heard, 'drained')).toEqual([{ type: 'drained', itemId: 'a', contentIndex: 0, heardMs: 900 }])
  })

  test('changes volume, mute and device while it plays', async () => {
    const { speaker, heard, start } = open()
    await speaker.start(start)
    await until(() => speaker.state.devices.length > 0)
    speaker.play({ itemId: 'a', contentIndex: 0, bytes: tone(400) })
    speaker.end('a', 0)
    speaker.setVolume(0.4)
    speaker.setMuted(true)
    const device = speaker.state.devices.at(-1)!
    await speaker.setDevice(device.deviceId)
    expect(speaker.state).toMatchObject({ volume: 0.4, muted: true, deviceId: device.deviceId, blocked: false })
    await until(() => of(heard, 'drained').length === 1)
    await expect(speaker.setDevice('nonsense')).rejects.toMatchObject({ name: 'DeviceError' })
  })

  test('levels follow what is played', async () => {
    const { speaker, start } = open()
    await speaker.start(start)
    const peaks: number[] = []
    speaker.onLevel((frame) => peaks.push(frame.peak))
    speaker.play({ itemId: 'a', contentIndex: 0, bytes: tone(400) })
    await until(() => peaks.some((peak) => peak > 0.2))
    expect(Math.max(...peaks)).toBeLessThanOrEqual(0.25)
  })
})

test('microphone and speaker share one context', async () => {
  const { microphone, speaker, start } = open()
  microphone.prepare()
  speaker.prepare()
  await Promise.all([microphone.start(start), speaker.start(start)])
  expect(contexts).toHaveLength(1)
  expect(contexts[0]!.sampleRate).toBe(24_000)
  await microphone.stop()
  expect(contexts[0]!.state).toBe('running')
})

test('a browser that cannot bring the microphone to 24 kHz gets a context at its own rate', async () => {
  const real = AudioContext.prototype.createMediaStreamSource
  AudioContext.prototype.createMediaStreamSource = function create(this: AudioContext, stream: MediaStream) {
    if (this.sampleRate === 24_000) throw new DOMException('different sample-rate', 'NotSupportedError')
    return real.call(this, stream)
  }
  try {
    const { microphone, speaker, mic, heard, start } = open()
    await Promise.all([microphone.start(start), speaker.start(start)])
    await until(() => chunks(mic).length > 20)
    expect(new Set(chunks(mic).map((bytes) => bytes.length))).toEqual(new Set([960]))
    expect(contexts.at(-1)!.sampleRate).not.toBe(24_000)
    speaker.play({ itemId: 'a', contentIndex: 0, bytes: tone(300) })
    speaker.end('a', 0)
    await until(() => heard.some((signal) => signal.type === 'drained'))
    expect(heard.find((signal) => signal.type === 'drained')).toMatchObject({ heardMs: 300 })
  } finally {
    AudioContext.prototype.createMediaStreamSource = real
  }
})

test('a worklet that loads from nowhere is told with the option that helps', async () => {
  const real = AudioWorklet.prototype.addModule
  AudioWorklet.prototype.addModule = () => Promise.reject(new DOMException('refused', 'AbortError'))
  try {
    const { speaker, microphone, start } = open({ workletUrl: '/nowhere.js' })
    await expect(speaker.start(start)).rejects.toMatchObject({
      code: 'worklet_load_failed',
      message: expect.stringContaining('workletUrl') as string,
    })
    await microphone.start(start)
    expect(microphone.state).toMatchObject({
      status: 'error',
      reason: 'unsupported',
      error: { code: 'worklet_load_failed' },
    })
  } finally {
    AudioWorklet.prototype.addModule = real
  }
})

describe('a call', () => {
  test('its other side is played and measured, and silenced with the speaker', async () => {
    const { speaker, call, start } = open()
    await speaker.start(start)
    const source = new AudioContext()
    const oscillator = source.createOscillator()
    const destination = source.createMediaStreamDestination()
    oscillator.connect(destination)
    oscillator.start()
    const peaks: number[] = []
    speaker.onLevel((frame) => peaks.push(frame.peak))
    const stop = call.play(destination.stream)
    await until(() => peaks.some((peak) => peak > 0.5))
    speaker.setMuted(true)
    speaker.setVolume(0.3)
    expect(speaker.state).toMatchObject({ muted: true, volume: 0.3 })
    stop()
    const after = peaks.length
    await new Promise((resolve) => setTimeout(resolve, 200))
    expect(peaks.slice(after).every((peak) => peak < 0.9)).toBe(true)
    await source.close()
  })

  test('is measured and recorded on when the context has to be made anew', async () => {
    const { speaker, call, recorder, start } = open()
    await speaker.start(start)
    const source = new AudioContext()
    const destination = source.createMediaStreamDestination()
    const oscillator = source.createOscillator()
    oscillator.connect(destination)
    oscillator.start()
    const peaks: number[] = []
    speaker.onLevel((frame) => peaks.push(frame.peak))
    call.play(destination.stream)
    await until(() => peaks.some((peak) => peak > 0.5))
    recorder.start({ tracks: 'agent' })
    // A context whose clock stands still while it says that it runs.
    const frozen = contexts[0]!.currentTime
    Object.defineProperty(contexts[0]!, 'currentTime', { get: () => frozen })
    await until(() => contexts.length === 2)
    peaks.length = 0
    await until(() => peaks.filter((peak) => peak > 0.5).length > 6)
    const bytes = await (await recorder.stop()).arrayBuffer()
    const end = new Int16Array(bytes.slice(44)).slice(-2400)
    expect(end.reduce((most, value) => Math.max(most, Math.abs(value)), 0)).toBeGreaterThan(16_000)
    await source.close()
  })

  test('gets the track of the microphone as it changes', async () => {
    const { microphone, call, start } = open()
    let told = 0
    call.onTrackChange(() => told++)
    expect(call.track()).toBeNull()
    await microphone.start(start)
    expect(told).toBeGreaterThan(0)
    const track = call.track()!
    expect(track.readyState).toBe('live')
    microphone.setMuted(true)
    expect(track.enabled).toBe(false)
  })
})

import { afterEach, describe, expect, test, vi } from 'vitest'
import type { MicrophoneSignal, SpeakerSignal } from './audioPorts.ts'
import { createWebAudio, type WebAudio, type WebAudioOptions } from './createWebAudio.ts'
import { siteDeviceMemory, type DeviceMemory } from './deviceMemory.ts'

/** One step between two samples that is heard as a click, of full scale. Ramps stay far below it. */
const declickThreshold = 0.02
const start = { codec: 'pcm' as const, signal: new AbortController().signal }
const undo: (() => unknown)[] = []
const opened: WebAudio[] = []

afterEach(async () => {
  for (const audio of opened.splice(0)) {
    await audio.microphone.stop()
    await audio.speaker.stop()
  }
  for (const step of undo.splice(0).toReversed()) await step()
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
})

function open(options: WebAudioOptions = {}) {
  const contexts: AudioContext[] = []
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
  return { ...audio, heard, mic, contexts }
}
async function until(what: () => boolean): Promise<void> {
  await expect.poll(what, { timeout: 5000, interval: 5 }).toBe(true)
}
const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
const largestStep = (samples: ArrayLike<number>): number => {
  let most = 0
  for (let i = 1; i < samples.length; i++) most = Math.max(most, Math.abs(samples[i]! - samples[i - 1]!))
  return most
}
const samplesOf = (signals: MicrophoneSignal[]): number[] =>
  signals.flatMap((signal) =>
    signal.type === 'chunk' ? Array.from(new Int16Array(signal.bytes.buffer), (value) => value / 32768) : [],
  )

/**
 * Microphones that give a constant level each, so that every step is the engine's own. As real ones they give nothing for a
 * moment at first, and nothing any more once their track was stopped.
 */
function constantMicrophones(levels: Record<string, number>) {
  const context = new AudioContext({ sampleRate: 24_000 })
  undo.push(() => context.close())
  const tracks: MediaStreamTrack[] = []
  const asked: MediaTrackConstraints[] = []
  const levelOf = new Map<MediaStream, number>()
  vi.spyOn(navigator.mediaDevices, 'getUserMedia').mockImplementation(async (constraints) => {
    const audio = constraints!.audio as MediaTrackConstraints
    asked.push(audio)
    const wanted = audio.deviceId as { exact?: string; ideal?: string } | undefined
    const id = wanted?.exact ?? wanted?.ideal ?? Object.keys(levels)[0]!
    const { stream } = new MediaStreamAudioDestinationNode(context, { channelCount: 1 })
    levelOf.set(stream, levels[id] ?? 0)
    tracks.push(...stream.getAudioTracks())
    return stream
  })
  vi.spyOn(AudioContext.prototype, 'createMediaStreamSource').mockImplementation(function create(
    this: AudioContext,
    stream: MediaStream,
  ) {
    const source = new ConstantSourceNode(this, { offset: 0 })
    source.offset.setValueAtTime(levelOf.get(stream)!, this.currentTime + 0.03)
    source.start()
    const [track] = stream.getAudioTracks()
    const stop = track!.stop.bind(track)
    track!.stop = () => {
      stop()
      source.offset.cancelScheduledValues(0)
      source.offset.value = 0
    }
    return source as unknown as MediaStreamAudioSourceNode
  })
  return { tracks, asked }
}

/** Everything a context sends to its loudspeaker, sample for sample. */
async function tapOutput(context: AudioContext): Promise<() => number[]> {
  const source = `registerProcessor('tap', class extends AudioWorkletProcessor {
    process([input]) { if (input[0]) this.port.postMessage(input[0].slice()); return true }
  })`
  const url = URL.createObjectURL(new Blob([source], { type: 'text/javascript' }))
  await context.audioWorklet.addModule(url)
  const tap = new AudioWorkletNode(context, 'tap', { numberOfOutputs: 0 })
  const samples: number[] = []
  tap.port.onmessage = ({ data }: MessageEvent<Float32Array>) => void samples.push(...data)
  const connect = GainNode.prototype.connect as (this: AudioNode, to: AudioNode) => AudioNode
  vi.spyOn(GainNode.prototype, 'connect').mockImplementation(function through(this: GainNode, to: unknown) {
    if (to === context.destination) connect.call(this, tap)
    return connect.call(this, to as AudioNode)
  } as never)
  return () => samples
}
const constant = (ms: number): Uint8Array => new Uint8Array(new Int16Array(24 * ms).fill(16_384).buffer)

function inMemory(kept: Partial<Record<'microphone' | 'speaker', string>> = {}) {
  const memory: DeviceMemory = {
    get: (kind) => kept[kind] ?? null,
    set: (kind, id) => void (kept[kind] = id),
  }
  return { kept, memory }
}

describe('a change of the microphone during a call', () => {
  test('makes no step above the declick threshold in what is sent', async () => {
    constantMicrophones({ desk: 0.5, headset: -0.5 })
    const { microphone, mic } = open()
    await microphone.start(start)
    await until(() => samplesOf(mic).at(-1)! > 0.49)
    await microphone.setDevice('headset')
    await until(() => samplesOf(mic).at(-1)! < -0.49)
    const samples = samplesOf(mic)
    const steady = samples.findIndex((value) => value > 0.49)
    expect(largestStep(samples.slice(steady))).toBeLessThan(declickThreshold)
  })

  test('nor do several changes in a row, and the devices before are let go', async () => {
    const { tracks } = constantMicrophones({ desk: 0.5, headset: -0.5, camera: 0.25 })
    const { microphone, mic } = open()
    await microphone.start(start)
    await until(() => samplesOf(mic).at(-1)! > 0.49)
    await Promise.all([microphone.setDevice('headset'), microphone.setDevice('desk')])
    await microphone.setDevice('camera')
    await until(() => Math.abs(samplesOf(mic).at(-1)! - 0.25) < 0.01)
    const samples = samplesOf(mic)
    const steady = samples.findIndex((value) => value > 0.49)
    expect(largestStep(samples.slice(steady))).toBeLessThan(declickThreshold)
    await until(() => tracks.filter(({ readyState }) => readyState === 'live').length === 1)
  })

  test('the one chosen last is used, also when the one before it takes longer to open', async () => {
    const { tracks } = constantMicrophones({ desk: 0.5, headset: -0.5, camera: 0.25 })
    const { microphone, mic } = open()
    await microphone.start(start)
    const opening = Promise.withResolvers<void>()
    const media = vi.mocked(navigator.mediaDevices.getUserMedia)
    const real = media.getMockImplementation()!
    media.mockImplementationOnce(async (constraints) => {
      await opening.promise
      return real(constraints)
    })
    const slow = microphone.setDevice('headset')
    await microphone.setDevice('camera')
    opening.resolve()
    await slow
    await until(() => tracks.length === 3 && tracks.filter(({ readyState }) => readyState === 'live').length === 1)
    await until(() => Math.abs(samplesOf(mic).at(-1)! - 0.25) < 0.01)
    expect(
      tracks.findIndex(({ readyState }) => readyState === 'live'),
      'the camera, which opened first',
    ).toBe(1)
  })

  test('what becomes of the microphone before is nobody’s news any more', async () => {
    const { tracks } = constantMicrophones({ desk: 0.5, headset: -0.5 })
    const { microphone, mic } = open()
    await microphone.start(start)
    await until(() => samplesOf(mic).length > 0)
    await microphone.setDevice('headset')
    const { state } = microphone
    tracks[0]!.dispatchEvent(new Event('ended'))
    tracks[0]!.dispatchEvent(new Event('mute'))
    expect(microphone.state).toBe(state)
    await until(() => samplesOf(mic).at(-1)! < -0.49)
    expect(microphone.state).toMatchObject({ status: 'live', mutedBy: null })
  })
})

describe('a change of the loudspeaker during a call', () => {
  test('fades out and in again, without a step in what is rendered', async () => {
    const { speaker, heard, contexts } = open()
    speaker.prepare()
    const rendered = await tapOutput(contexts[0]!)
    await speaker.start(start)
    await until(() => speaker.state.devices.length > 1)
    speaker.play({ itemId: 'a', contentIndex: 0, bytes: constant(1500) })
    speaker.end('a', 0)
    await until(() => rendered().at(-1) === 0.5)
    const other = speaker.state.devices.at(-1)!.deviceId
    const { length } = rendered()
    await speaker.setDevice(other)
    await until(() => rendered().at(-1) === 0.5)
    const during = rendered().slice(length)
    expect(speaker.state.deviceId).toBe(other)
    expect(Math.min(...during.map(Math.abs)), 'nothing is cut off in the old device').toBe(0)
    await until(() => heard.some(({ type }) => type === 'drained'))
    expect(largestStep(rendered())).toBeLessThan(declickThreshold)
    expect(heard.find(({ type }) => type === 'drained')).toMatchObject({ heardMs: 1500 })
  })

  test('one that is unplugged gives way to the default one, and gets the sound back when it returns', async () => {
    const { speaker } = open()
    await speaker.start(start)
    await until(() => speaker.state.devices.length > 1)
    const all = await navigator.mediaDevices.enumerateDevices()
    const chosen = speaker.state.devices.at(-1)!.deviceId
    await speaker.setDevice(chosen)
    const list = vi.spyOn(navigator.mediaDevices, 'enumerateDevices')
    list.mockResolvedValue(all.filter(({ deviceId }) => deviceId !== chosen))
    navigator.mediaDevices.dispatchEvent(new Event('devicechange'))
    await until(() => speaker.state.deviceId !== chosen)
    expect(speaker.state.deviceId).toBe('default')
    list.mockResolvedValue(all)
    navigator.mediaDevices.dispatchEvent(new Event('devicechange'))
    await until(() => speaker.state.deviceId !== 'default')
    expect(speaker.state.deviceId).toBe(chosen)
  })
})

describe('the choice of devices', () => {
  test('is kept for the next session', async () => {
    const { asked } = constantMicrophones({ desk: 0.1, headset: 0.2 })
    const { kept, memory } = inMemory()
    const first = open({ memory })
    await Promise.all([first.microphone.start(start), first.speaker.start(start)])
    await until(() => first.speaker.state.devices.length > 1)
    const loudspeaker = first.speaker.state.devices.at(-1)!.deviceId
    await first.microphone.setDevice('headset')
    await first.speaker.setDevice(loudspeaker)
    expect(kept).toEqual({ microphone: 'headset', speaker: loudspeaker })
    const next = open({ memory })
    await Promise.all([next.microphone.start(start), next.speaker.start(start)])
    expect(asked.at(-1)!.deviceId).toEqual({ ideal: 'headset' })
    await until(() => next.speaker.state.deviceId === loudspeaker)
  })

  test('the app’s own word counts more', async () => {
    const { asked } = constantMicrophones({ desk: 0.1, headset: 0.2 })
    const { microphone } = open({ memory: inMemory({ microphone: 'desk' }).memory, mic: { deviceId: 'headset' } })
    await microphone.start(start)
    expect(asked[0]!.deviceId).toEqual({ ideal: 'headset' })
  })

  test('a loudspeaker that is not there any more is no error, and is not forgotten', async () => {
    const { kept, memory } = inMemory({ speaker: 'left at home' })
    const { speaker, heard } = open({ memory })
    await speaker.start(start)
    await until(() => speaker.state.devices.length > 1)
    expect(speaker.state.deviceId).toBeNull()
    expect(heard.filter(({ type }) => type === 'error')).toEqual([])
    expect(kept.speaker).toBe('left at home')
  })

  test('a change that did not work is not kept', async () => {
    const { kept, memory } = inMemory()
    const { microphone, speaker } = open({ memory })
    await Promise.all([microphone.start(start), speaker.start(start)])
    await expect(microphone.setDevice('nonsense')).rejects.toMatchObject({ name: 'DeviceError' })
    await expect(speaker.setDevice('nonsense')).rejects.toMatchObject({ name: 'DeviceError' })
    expect(kept).toEqual({})
  })

  test('is kept in the site’s storage', () => {
    siteDeviceMemory.set('speaker', 'headset')
    undo.push(() => localStorage.removeItem('parley.speaker'))
    expect([localStorage.getItem('parley.speaker'), siteDeviceMemory.get('speaker')]).toEqual(['headset', 'headset'])
  })

  test.each([
    ['forbidden', () => vi.spyOn(window, 'localStorage', 'get').mockImplementation(refuse)],
    ['full', () => vi.spyOn(Storage.prototype, 'setItem').mockImplementation(refuse)],
  ])('a storage that is %s loses nothing but the memory', async (_, spoil) => {
    constantMicrophones({ desk: 0.1, headset: 0.2 })
    spoil()
    const { microphone, speaker } = open({ memory: siteDeviceMemory })
    await Promise.all([microphone.start(start), speaker.start(start)])
    await microphone.setDevice('headset')
    expect(microphone.state.status).toBe('live')
    expect(siteDeviceMemory.get('microphone')).toBeNull()
  })
})

test('loudspeakers get their names once a microphone is allowed', async () => {
  const all = await navigator.mediaDevices.enumerateDevices()
  const list = vi.spyOn(navigator.mediaDevices, 'enumerateDevices').mockResolvedValue([])
  const { microphone, speaker } = open()
  await speaker.start(start)
  await wait(20)
  expect(speaker.state.devices).toEqual([])
  list.mockResolvedValue(all)
  await microphone.start(start)
  await until(() => speaker.state.devices.length > 1)
})

describe('what is asked of the microphone', () => {
  test('is echo cancellation, noise suppression and gain control, each unless it is turned off', async () => {
    const { asked } = constantMicrophones({ desk: 0.1 })
    const all = { echoCancellation: true, noiseSuppression: true, autoGainControl: true, channelCount: 1 }
    for (const mic of [{}, { echoCancellation: false }, { noiseSuppression: false }, { autoGainControl: false }]) {
      await open({ mic }).microphone.start(start)
      expect(asked.at(-1)).toEqual({ ...all, ...mic })
    }
  })

  test('may be done or not: what the browser made of it is told, and no id of a device with it', async () => {
    for (const echoCancellation of [true, false]) {
      const { microphone } = open({ mic: { echoCancellation } })
      await microphone.start(start)
      const { state } = microphone
      expect(state).toMatchObject({ status: 'live', processing: { echoCancellation } })
      expect(state.status === 'live' && Object.keys(state.processing!).toSorted()).toEqual([
        'autoGainControl',
        'echoCancellation',
        'noiseSuppression',
        'sampleRate',
      ])
    }
  })

  test.each([
    ['the user will be asked', 'prompt', ['requesting', 'prompt', 'live']],
    ['it was allowed before', 'granted', ['requesting', 'live']],
    ['the browser does not say', null, ['requesting', 'live']],
  ] as const)('is shown while it is: %s', async (_, permission, expected) => {
    constantMicrophones({ desk: 0.1 })
    vi.spyOn(navigator.permissions, 'query').mockImplementation(async () => {
      if (permission === null) throw new TypeError('microphone is not a permission here')
      return { state: permission } as PermissionStatus
    })
    const answered = Promise.withResolvers<void>()
    const media = vi.mocked(navigator.mediaDevices.getUserMedia)
    const real = media.getMockImplementation()!
    media.mockImplementation(async (constraints) => {
      await answered.promise
      return real(constraints)
    })
    const { microphone, mic } = open()
    const starting = microphone.start(start)
    await wait(20)
    answered.resolve()
    await starting
    const states = mic.flatMap((signal) => (signal.type === 'state' ? [signal.state.status] : []))
    expect(states.filter((status, i) => status !== states[i - 1])).toEqual(expected)
  })
})

describe('a microphone the system takes away', () => {
  test('is shown as muted by the system while its track is', async () => {
    const { tracks } = constantMicrophones({ desk: 0.1 })
    const { microphone } = open()
    await microphone.start(start)
    const muted = vi.spyOn(tracks[0]!, 'muted', 'get').mockReturnValue(true)
    tracks[0]!.dispatchEvent(new Event('mute'))
    expect(microphone.state).toMatchObject({ status: 'live', mutedBy: 'system' })
    muted.mockReturnValue(false)
    tracks[0]!.dispatchEvent(new Event('unmute'))
    expect(microphone.state).toMatchObject({ status: 'live', mutedBy: null })
  })

  test('is interrupted with the context, and live again with it', async () => {
    const { microphone, contexts } = open()
    await microphone.start(start)
    await until(() => microphone.state.status === 'live' && contexts[0]!.state === 'running')
    const state = vi.spyOn(contexts[0]!, 'state', 'get').mockReturnValue('interrupted')
    contexts[0]!.dispatchEvent(new Event('statechange'))
    expect(microphone.state).toEqual({ status: 'interrupted', cause: 'os' })
    state.mockRestore()
    contexts[0]!.dispatchEvent(new Event('statechange'))
    await until(() => microphone.state.status === 'live')
  })

  test('during the very question is an error that a new device ends', async () => {
    const { tracks } = constantMicrophones({ desk: 0.1 })
    const { microphone, mic } = open()
    const gone = vi.mocked(navigator.mediaDevices.getUserMedia)
    const real = gone.getMockImplementation()!
    gone.mockImplementation(async (constraints) => {
      const stream = await real(constraints)
      for (const track of stream.getTracks()) track.stop()
      return stream
    })
    await microphone.start(start)
    expect(microphone.state).toMatchObject({
      status: 'error',
      reason: 'not-found',
      error: { code: 'device_not_found', retryable: true },
    })
    gone.mockImplementation(real)
    navigator.mediaDevices.dispatchEvent(new Event('devicechange'))
    await until(() => samplesOf(mic).length > 2000)
    expect(microphone.state.status).toBe('live')
    expect(tracks).toHaveLength(2)
  })

  test('is asked for first when another takes over, in case it is still there', async () => {
    const { tracks, asked } = constantMicrophones({ desk: 0.1, headset: 0.2 })
    const { microphone } = open()
    await microphone.start(start)
    await microphone.setDevice('headset')
    expect(asked.at(-1)!.deviceId).toEqual({ exact: 'headset' })
    tracks[1]!.stop()
    tracks[1]!.dispatchEvent(new Event('ended'))
    await until(() => microphone.state.status === 'live')
    expect(asked.at(-1)!.deviceId).toEqual({ ideal: 'headset' })
  })

  test('or another program has, is tried again when the devices change', async () => {
    constantMicrophones({ desk: 0.1 })
    const { microphone } = open()
    vi.mocked(navigator.mediaDevices.getUserMedia).mockRejectedValueOnce(new DOMException('busy', 'NotReadableError'))
    await microphone.start(start)
    expect(microphone.state).toMatchObject({ status: 'error', reason: 'in-use' })
    navigator.mediaDevices.dispatchEvent(new Event('devicechange'))
    await until(() => microphone.state.status === 'live')
  })

  test('was the app’s own: it is said, and nothing else is opened in its place', async () => {
    const { tracks, asked } = constantMicrophones({ desk: 0.1 })
    const stream = await navigator.mediaDevices.getUserMedia({ audio: {} })
    asked.length = 0
    const { microphone } = open({ mic: { stream } })
    await microphone.start(start)
    tracks[0]!.stop()
    tracks[0]!.dispatchEvent(new Event('ended'))
    expect(microphone.state).toEqual({ status: 'interrupted', cause: 'device-removed' })
    await microphone.retry()
    expect(microphone.state).toMatchObject({ status: 'error', reason: 'not-found' })
    expect(asked).toEqual([])
  })
})

function refuse(): never {
  throw new DOMException('not here', 'SecurityError')
}

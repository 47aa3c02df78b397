import type { Clock } from '../clock.ts'
import { createEmitter } from '../emitter.ts'
import { AudioError } from '../errors.ts'
import { createContextWatch, type ContextWatch, type Stall } from './contextWatch.ts'
import { onNextGesture, onWake } from './pageSignals.ts'
import { loadWorklet } from './loadWorklet.ts'
import { RecordingHub } from './recording/recordingHub.ts'

export type AudioHostSignal =
  /** `blocked`: the browser waits for a gesture. `interrupted`: the system took the audio away, for a call or the lock screen. */
  | { type: 'state'; running: boolean; blocked: boolean; interrupted: boolean }
  /** Every node has to be made again in the new context. */
  | { type: 'rebuilt'; context: AudioContext }
  /** What passes through the page's thread came that much later. */
  | ({ type: 'stalled' } & Stall)

export interface AudioHostOptions {
  clock: Clock
  workletUrl?: string | undefined
  /** For tests. */
  createContext?: ((options: AudioContextOptions) => AudioContext) | undefined
}

const wireRate = 24_000
const resumeMs = 200

/**
 * The one AudioContext that microphone and speaker share, with the worklet loaded. It lives while anybody uses it, runs at
 * the wire's rate where the browser can, and is made again when its clock stands still, or its device runs dry too often.
 */
export class AudioHost {
  #options: AudioHostOptions
  #signals = createEmitter<AudioHostSignal>()
  #users = new Set<object>()
  #context: AudioContext | null = null
  #loaded: Promise<AudioContext> | null = null
  #rate: number | undefined = wireRate
  #stopGesture = (): void => {}
  #stopWake = (): void => {}
  #watch: ContextWatch
  /** Each has more in store for the device than the one before. */
  #hints: AudioContextLatencyCategory[] = ['interactive', 'balanced', 'playback']
  /** Who would notice a gap, or that the context is made anew: an answer sounds, or the user speaks. */
  readonly busy: Set<object> = new Set()
  /** What of both sides can be recorded. */
  readonly recording: RecordingHub = new RecordingHub()
  #blocked = false
  #hasRun = false

  constructor(options: AudioHostOptions) {
    this.#options = options
    this.#watch = createContextWatch(options.clock, {
      busy: this.busy,
      onStanding: () => void this.rebuild().catch(() => {}),
      onStrained: () => {
        // Between two turns, and at the cost of latency.
        if (this.busy.size > 0 || this.#hints.length === 1) return
        this.#hints.shift()
        void this.rebuild().catch(() => {})
      },
      onStalled: (stall) => this.#signals.emit({ type: 'stalled', ...stall }),
    })
  }

  /** Synchronous, so that it counts as part of the user's gesture. */
  prepare(user: object): void {
    this.#users.add(user)
    if (!this.#context) void this.#build().catch(() => {})
    void this.#resume()
  }

  /** The context, with the processors registered. Does not wait for sound to be allowed. */
  async open(user: object): Promise<AudioContext> {
    this.prepare(user)
    return this.#loaded!
  }

  /** Closes the context when nobody uses it any more. */
  async release(user: object): Promise<void> {
    this.#users.delete(user)
    this.busy.delete(user)
    if (this.#users.size === 0) await this.#close()
  }

  /** Makes the context anew; at the device's own rate when the wire's cannot be had. */
  async rebuild(options: { nativeRate?: boolean } = {}): Promise<AudioContext> {
    if (options.nativeRate === true) this.#rate = undefined
    const old = this.#letGo()
    // Before anything is awaited: it may have to count as part of a gesture.
    const loaded = this.#build()
    void this.#resume()
    void old?.close().catch(() => {})
    const context = await loaded
    if (context === this.#context) this.#signals.emit({ type: 'rebuilt', context })
    return context
  }

  /** To be called from a gesture. Rejects with `context_suspended` when the browser still refuses. */
  async unlock(): Promise<void> {
    await this.#resume()
    if (this.#context && !this.running) {
      throw new AudioError(
        'context_suspended',
        'The browser does not let sound out yet. Call this from a click, a tap or a key press.',
        { retryable: true },
      )
    }
  }

  get clock(): Clock {
    return this.#options.clock
  }

  get context(): AudioContext | null {
    return this.#context
  }

  get running(): boolean {
    return this.#context?.state === 'running'
  }

  get blocked(): boolean {
    return this.#blocked
  }

  subscribe(listener: (signal: AudioHostSignal) => void): () => void {
    return this.#signals.subscribe(listener)
  }

  #build(): Promise<AudioContext> {
    setAudioSession('play-and-record')
    const context = this.#create()
    this.#context = context
    context.addEventListener('statechange', () => this.#stateChanged(context))
    this.#watch.start(context)
    this.#stopWake = onWake(() => {
      if (context === this.#context && context.state === 'suspended') void this.#resume()
    })
    const loaded = loadWorklet(context, this.#options.workletUrl).then(() => context)
    this.#loaded = loaded
    // A later start tries again instead of meeting the same failure for ever.
    loaded.catch(() => {
      if (this.#loaded === loaded) void this.#close()
    })
    return loaded
  }

  #create(): AudioContext {
    const create = this.#options.createContext ?? ((options: AudioContextOptions) => new AudioContext(options))
    const options: AudioContextOptions = { latencyHint: this.#hints[0]! }
    if (this.#rate === undefined) return create(options)
    try {
      return create({ ...options, sampleRate: this.#rate })
    } catch {
      this.#rate = undefined
      return create(options)
    }
  }

  async #resume(): Promise<void> {
    const context = this.#context
    // While the system holds the audio, resuming fails and may leave a clock that stands still.
    if (!context || context.state === 'closed' || isInterrupted(context)) return
    try {
      // Without a gesture this promise waits for one: a moment is enough to know.
      await Promise.race([
        context.resume(),
        new Promise<void>((done) => this.#options.clock.setTimeout(done, resumeMs)),
      ])
    } catch {
      // The state says what there is to know.
    }
    if (context === this.#context) this.#tell(context.state === 'suspended')
  }

  #stateChanged(context: AudioContext): void {
    if (context !== this.#context) return
    this.#tell(false)
    // A system that takes sound away and gives it back leaves the context suspended, often by way of `interrupted`.
    if (context.state === 'suspended' && this.#hasRun) void this.#resume()
    if (context.state === 'running') this.#hasRun = true
  }

  #tell(blocked: boolean): void {
    const context = this.#context
    if (!context) return
    const interrupted = isInterrupted(context)
    this.#blocked = blocked
    this.#stopGesture()
    if (blocked) this.#stopGesture = onNextGesture(() => void this.#resume())
    // Somebody who taps the page has it back. An interrupted context that has not noticed by then never will.
    if (interrupted) this.#stopGesture = onNextGesture(() => void this.rebuild().catch(() => {}))
    this.#signals.emit({ type: 'state', running: this.running, blocked, interrupted })
  }

  async #close(): Promise<void> {
    const context = this.#letGo()
    if (!context) return
    if (this.#users.size === 0) setAudioSession('auto')
    await context.close().catch(() => {})
  }

  /** From here on nothing that the present context says is listened to. */
  #letGo(): AudioContext | null {
    const context = this.#context
    this.#context = null
    this.#loaded = null
    this.#watch.stop()
    this.#stopGesture()
    this.#stopWake()
    this.#blocked = false
    this.#hasRun = false
    return context
  }
}

function isInterrupted(context: AudioContext): boolean {
  return (context.state as string) === 'interrupted'
}

/** On iOS this makes route and volume right from the first sample; elsewhere it does not exist. */
function setAudioSession(type: string): void {
  const { audioSession } = globalThis.navigator as { audioSession?: { type: string } }
  if (audioSession) audioSession.type = type
}

import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createManualClock, type ManualClock } from '../testing/manualClock.ts'
import { AudioHost, type AudioHostSignal } from './audioHost.ts'

type State = AudioContextState

/** A context as browsers behave: what the system does to it is done by the test. */
class ScriptedContext extends EventTarget {
  state: State = 'suspended'
  resumes = 0
  /** What the browser answers to `resume`. */
  allowed = true
  /** The clock stands still though the context says that it runs. */
  frozen = false
  /** What was not played in time. */
  loseMs = 0
  audioWorklet = { addModule: () => Promise.resolve() }
  /** What Chromium counts; other browsers have nothing of the kind. */
  playbackStats?: { underrunEvents: number }
  readonly options: AudioContextOptions
  readonly sessionType: string | undefined
  #now: () => number
  #from = 0

  constructor(options: AudioContextOptions, now: () => number) {
    super()
    this.options = options
    this.#now = now
    this.sessionType = (navigator as { audioSession?: { type: string } }).audioSession?.type
  }

  get currentTime(): number {
    return this.state === 'running' && !this.frozen ? (this.#now() - this.#from - this.loseMs) / 1000 : 0.5
  }

  resume(): Promise<void> {
    this.resumes++
    if (!this.allowed) return new Promise(() => {})
    this.become('running')
    return Promise.resolve()
  }

  close(): Promise<void> {
    this.become('closed')
    return Promise.resolve()
  }

  become(state: State): void {
    if (state === this.state) return
    this.state = state
    if (state === 'running') this.#from = this.#now() - 1000
    this.dispatchEvent(new Event('statechange'))
  }
}

function setUp(make: (context: ScriptedContext, index: number) => void = () => {}) {
  const manual = createManualClock()
  let late = 0
  const clock: ManualClock = {
    ...manual,
    setTimeout(fn, ms) {
      const cancel = manual.setTimeout(fn, ms + late)
      late = 0
      return cancel
    },
  }
  const contexts: ScriptedContext[] = []
  const host = new AudioHost({
    clock,
    createContext: (options) => {
      const context = new ScriptedContext(options, clock.now)
      make(context, contexts.length)
      contexts.push(context)
      return context as unknown as AudioContext
    },
  })
  const signals: AudioHostSignal[] = []
  host.subscribe((signal) => signals.push(signal))
  const user = {}
  return {
    host,
    user,
    clock,
    contexts,
    signals,
    pass: clock.advance,
    /** The next timer runs so much later than it should. */
    async delay(ms: number) {
      late = ms
      await clock.advance(1000 + ms)
    },
    settle: clock.settle,
    last: () => contexts.at(-1)!,
  }
}

let page: EventTarget & { visibilityState: string; hidden: boolean }
const tap = (): boolean => page.dispatchEvent(new Event('pointerdown'))
const turnVisible = (): boolean => page.dispatchEvent(new Event('visibilitychange'))

beforeEach(() => {
  page = Object.assign(new EventTarget(), { visibilityState: 'visible', hidden: false })
  vi.stubGlobal('document', page)
})
afterEach(() => {
  vi.unstubAllGlobals()
  Reflect.deleteProperty(navigator, 'audioSession')
})

describe('the shared audio context', () => {
  test('is made and resumed within the call, so that it counts as part of the gesture', () => {
    const { host, user, contexts } = setUp()
    host.prepare(user)
    expect(contexts.map((context) => [context.resumes, context.options.sampleRate])).toEqual([[1, 24_000]])
  })

  test('takes the device’s own rate where the browser refuses the wire’s', async () => {
    const { host, user, contexts } = setUp((context) => {
      if (context.options.sampleRate !== undefined) throw new DOMException('rate', 'NotSupportedError')
    })
    await host.open(user)
    expect(contexts.map(({ options }) => options.sampleRate)).toEqual([undefined])
  })

  test('a browser that waits for a gesture is told as blocked, and the next gesture lets sound out', async () => {
    const { host, user, signals, pass, settle, last } = setUp((context) => (context.allowed = false))
    host.prepare(user)
    await pass(250)
    expect(signals.at(-1)).toMatchObject({ type: 'state', blocked: true, running: false })
    last().allowed = true
    tap()
    await settle()
    expect(signals.at(-1)).toMatchObject({ type: 'state', blocked: false, running: true })
  })

  test('unlock says why there is still no sound', async () => {
    const { host, user, pass } = setUp((context) => (context.allowed = false))
    host.prepare(user)
    const refusal = host.unlock().catch((error: unknown) => error)
    await pass(250)
    expect(await refusal).toMatchObject({ code: 'context_suspended', retryable: true })
  })

  test('what the system interrupted is not resumed meanwhile, and goes on when the system gives it back', async () => {
    const { host, user, signals, contexts, pass, settle, last } = setUp()
    await host.open(user)
    last().become('interrupted')
    await host.unlock().catch(() => {})
    await pass(60_000)
    expect(last().resumes, 'resuming now may leave a clock that stands still').toBe(1)
    expect(signals.at(-1)).toMatchObject({ interrupted: true, running: false })
    last().become('suspended')
    await settle()
    expect(signals.at(-1)).toMatchObject({ interrupted: false, running: true })
    expect(contexts).toHaveLength(1)
  })

  test('a context that stays interrupted is replaced by the user’s next tap, within the tap', async () => {
    const { host, user, contexts, signals, settle, last } = setUp()
    await host.open(user)
    last().become('interrupted')
    tap()
    expect(contexts.map(({ state }) => state)).toEqual(['closed', 'running'])
    await settle()
    expect(signals.map(({ type }) => type)).toContain('rebuilt')
    expect(host.running).toBe(true)
  })

  test('a context suspended behind our back is resumed when the page is seen again', async () => {
    const { host, user, last } = setUp()
    await host.open(user)
    last().allowed = false
    last().become('suspended')
    page.visibilityState = 'hidden'
    turnVisible()
    const before = last().resumes
    last().allowed = true
    page.visibilityState = 'visible'
    turnVisible()
    expect(last().resumes).toBe(before + 1)
    expect(host.running).toBe(true)
  })

  test('a clock that stands still while the context says that it runs is noticed within 1.5 s', async () => {
    const { host, user, contexts, signals, pass, last } = setUp()
    await host.open(user)
    await pass(10_000)
    expect(contexts).toHaveLength(1)
    last().frozen = true
    await pass(1500)
    expect(contexts.map(({ state }) => state)).toEqual(['closed', 'running'])
    expect(signals.at(-1)).toMatchObject({ type: 'rebuilt' })
  })

  test('one late reading of the clock is no standstill', async () => {
    const { host, user, contexts, pass, last } = setUp()
    await host.open(user)
    for (let i = 0; i < 10; i++) {
      last().frozen = true
      await pass(1000)
      last().frozen = false
      await pass(500)
    }
    expect(contexts).toHaveLength(1)
  })

  test('after a sleep of hours a context that came back frozen is replaced, a healthy one is kept', async () => {
    const { host, user, contexts, pass, last } = setUp()
    await host.open(user)
    await pass(7_200_000)
    expect(contexts).toHaveLength(1)
    last().frozen = true
    await pass(7_200_000)
    expect(contexts.length).toBeGreaterThan(1)
    expect(last().state).toBe('running')
  })

  test('a machine without sound is asked ever more rarely, not twice a second', async () => {
    const { host, user, contexts, pass } = setUp((context) => (context.frozen = true))
    await host.open(user)
    for (let i = 0; i < 600; i++) await pass(500)
    expect(contexts.length).toBeGreaterThan(3)
    expect(contexts.length).toBeLessThan(12)
    expect(contexts.filter(({ state }) => state !== 'closed')).toHaveLength(1)
  })

  test('a device that runs dry gets more in store, one step at a time, once nobody speaks or listens', async () => {
    const { host, user, contexts, signals, pass, last } = setUp((context) => {
      context.playbackStats = { underrunEvents: 7 }
    })
    const runDry = async (): Promise<void> => {
      for (let i = 0; i < 4; i++) {
        last().playbackStats!.underrunEvents++
        await pass(500)
      }
      await pass(1000)
    }
    const hints = () => contexts.map(({ options }) => options.latencyHint)
    await host.open(user)
    await pass(20_000)
    await runDry()
    host.busy.add(user)
    await pass(30_000)
    expect(hints(), 'nobody could hear it').toEqual(['interactive'])
    await runDry()
    await pass(30_000)
    expect(hints(), 'not in the middle of an answer, however long it is').toEqual(['interactive'])
    host.busy.delete(user)
    await pass(500)
    expect(hints()).toEqual(['interactive', 'balanced'])
    expect(signals.at(-1)).toMatchObject({ type: 'rebuilt' })
    for (let i = 0; i < 3; i++) {
      host.busy.add(user)
      await runDry()
      host.busy.delete(user)
      await pass(1000)
    }
    expect(hints(), 'what does not help further is not tried for ever').toEqual(['interactive', 'balanced', 'playback'])
    expect(contexts.filter(({ state }) => state !== 'closed')).toHaveLength(1)
  })

  test('where the browser counts no gaps, its clock tells of them; a pause asked for is none', async () => {
    const { host, user, contexts, pass, last } = setUp()
    await host.open(user)
    await pass(2000)
    for (let i = 0; i < 5; i++) {
      last().allowed = false
      last().become('suspended')
      await pass(1000)
      last().become('running')
      await pass(1000)
    }
    expect(contexts).toHaveLength(1)
    host.busy.add(user)
    for (let i = 0; i < 5; i++) {
      last().loseMs += 30
      await pass(500)
    }
    host.busy.delete(user)
    await pass(500)
    expect(contexts.map(({ options }) => options.latencyHint)).toEqual(['interactive', 'balanced'])
  })

  test('a page that keeps its timers waiting is told of, but not one that nobody sees', async () => {
    const { host, user, signals, pass, delay } = setUp()
    await host.open(user)
    await pass(5000)
    const stalls = () => signals.flatMap((signal) => (signal.type === 'stalled' ? [signal.to - signal.from] : []))
    expect(stalls()).toEqual([])
    await delay(300)
    expect(stalls()).toEqual([300])
    page.hidden = true
    await delay(900)
    expect(stalls()).toEqual([300])
  })

  test('the session of iOS is set before the context exists, and given back with it', async () => {
    const audioSession = { type: 'auto' }
    Object.defineProperty(navigator, 'audioSession', { value: audioSession, configurable: true })
    const { host, user, contexts } = setUp()
    await host.open(user)
    expect(contexts[0]!.sessionType).toBe('play-and-record')
    await host.rebuild()
    expect(audioSession.type).toBe('play-and-record')
    await host.release(user)
    expect(audioSession.type).toBe('auto')
  })

  test('a release leaves no context, no timer and nobody listening to the page', async () => {
    const added = vi.spyOn(page, 'addEventListener')
    const removed = vi.spyOn(page, 'removeEventListener')
    const listeners = (calls: unknown[][]): Set<unknown> => new Set(calls.map(([, listener]) => listener))
    const { host, user, contexts, signals, pass, last } = setUp((context) => (context.allowed = false))
    host.prepare(user)
    await pass(250)
    const rebuilding = host.rebuild()
    await host.release(user)
    await rebuilding
    const said = signals.length
    const { resumes } = last()
    tap()
    turnVisible()
    await pass(60_000)
    expect(contexts.map(({ state }) => state)).toEqual(['closed', 'closed'])
    expect([signals.length, last().resumes]).toEqual([said, resumes])
    expect(listeners(removed.mock.calls)).toEqual(listeners(added.mock.calls))
  })

  test('stays as long as one of its users does', async () => {
    const { host, user, contexts } = setUp()
    const other = {}
    await Promise.all([host.open(user), host.open(other)])
    await host.release(user)
    expect(contexts.map(({ state }) => state)).toEqual(['running'])
    await host.release(other)
    expect(contexts.map(({ state }) => state)).toEqual(['closed'])
  })
})

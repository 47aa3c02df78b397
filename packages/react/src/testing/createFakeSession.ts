import type { Clock, RealtimeAgent, RealtimeItem, RealtimeSession, RunConfig } from '@parley/core'
import { createTestSession, type ManualClock, type ScriptedTransport } from '@parley/core/testing'
import { createFakeMicrophone, type FakeMicrophone, type FakeMicrophoneOptions } from './createFakeMicrophone.ts'
import { createFakeSpeaker, type FakeSpeaker } from './createFakeSpeaker.ts'
import { createScriptedAgent, type ScriptedAgent } from './createScriptedAgent.ts'

export interface FakeSessionOptions<C = unknown> {
  agent?: RealtimeAgent<C>
  config?: RunConfig<C>
  context?: C
  initialHistory?: readonly RealtimeItem[]
  microphone?: FakeMicrophoneOptions
  /** In place of the manual clock: stories run in real time. */
  clock?: Clock
  /** When changes are told: by default in a microtask. Hand in your own to stand in for frames. */
  schedule?: (flush: () => void) => void
}

/** A real session whose server, microphone, speaker and clock are in your hands. */
export interface FakeSession<C = unknown> {
  readonly session: RealtimeSession<C>
  /** The wire, for what `agent` does not say. */
  readonly server: ScriptedTransport
  readonly agent: ScriptedAgent
  readonly microphone: FakeMicrophone
  readonly speaker: FakeSpeaker
  readonly clock: ManualClock
  /** Connects, and waits until the conversation is ready. */
  connect(): Promise<void>
}

export function createFakeSession<C = unknown>(options: FakeSessionOptions<C> = {}): FakeSession<C> {
  const { clock: own, schedule, microphone: microphoneOptions, ...rest } = options
  const microphone = createFakeMicrophone(microphoneOptions)
  // The clock of the session is made inside: the speaker asks for it when it first plays.
  const late: { clock: Clock | null } = { clock: own ?? null }
  const speaker = createFakeSpeaker({
    clock: { now: () => late.clock!.now(), setTimeout: (fn, ms) => late.clock!.setTimeout(fn, ms) },
  })
  const test = createTestSession<C>({
    ...rest,
    modelConfig: { reconnect: { baseDelayMs: 1000 } },
    ports: { microphone, speaker, ...(own ? { clock: own } : {}), ...(schedule ? { schedule } : {}) },
  })
  late.clock ??= test.clock
  return {
    session: test.session,
    server: test.server,
    agent: createScriptedAgent(test.server),
    microphone,
    speaker,
    clock: test.clock,
    connect: () => test.connect(),
  }
}

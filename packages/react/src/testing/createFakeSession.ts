import type { Clock, RealtimeAgent, RealtimeItem, RealtimeSession, RunConfig } from '@parley/core'
import {
  createFakeMicrophone,
  createFakeSpeaker,
  createManualClock,
  createTestSession,
  type FakeMicrophone,
  type FakeMicrophoneOptions,
  type FakeSpeaker,
  type ManualClock,
  type ScriptedTransport,
} from '@parley/core/testing'
import { createScriptedAgent, type ScriptedAgent } from './createScriptedAgent.ts'

export interface FakeSessionOptions<C = unknown> {
  agent?: RealtimeAgent<C>
  config?: RunConfig<C>
  context?: C
  initialHistory?: readonly RealtimeItem[]
  /** Null: a session without a microphone. */
  microphone?: FakeMicrophoneOptions | null
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
  const microphone = createFakeMicrophone(microphoneOptions ?? {})
  const clock = createManualClock()
  const speaker = createFakeSpeaker({ clock: own ?? clock })
  const test = createTestSession<C>({
    ...rest,
    clock,
    modelConfig: { reconnect: { baseDelayMs: 1000 } },
    ports: {
      microphone: microphoneOptions === null ? null : microphone,
      speaker,
      ...(own ? { clock: own } : {}),
      ...(schedule ? { schedule } : {}),
    },
  })
  return {
    session: test.session,
    server: test.server,
    agent: createScriptedAgent(test.server),
    microphone,
    speaker,
    clock,
    connect: () => test.connect(),
  }
}

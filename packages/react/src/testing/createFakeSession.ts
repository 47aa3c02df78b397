import {
  createFakeMicrophone,
  createFakeSpeaker,
  createManualClock,
  createTestSession,
  type FakeMicrophone,
  type FakeSpeaker,
  type TestSession,
  type TestSessionOptions,
} from '@parley/core/testing'
import { act } from '@testing-library/react'
import { createScriptedAgent, type ScriptedAgent } from './createScriptedAgent.ts'

export interface FakeSessionOptions<C = unknown> extends TestSessionOptions<C> {
  /** Default one that is allowed; null for a session without a microphone. */
  microphone?: FakeMicrophone | null
  /** Default one that plays by the clock. It must have the same clock. */
  speaker?: FakeSpeaker
}

export interface FakeSession<C = unknown> extends TestSession<C> {
  /** The port behind `session.microphone`. */
  readonly microphone: FakeMicrophone
  /** The port behind `session.speaker`. */
  readonly speaker: FakeSpeaker
  /** Speaks for the service: the user's words as understood, answers, tool calls. */
  readonly agent: ScriptedAgent
  /** Moves the clock, and lets React show what came of it. */
  advance: (ms: number) => Promise<void>
  /** Does something to the session, its server or its devices, and lets React show what came of it. */
  does: (work: () => unknown) => Promise<void>
}

/**
 * A real session with fakes behind its ports: a server moved by hand, a clock that stands still, a microphone and a speaker
 * without devices. Nothing is connected until `connect()`. For the DOM of Vitest or Jest, with Testing Library.
 */
export function createFakeSession<C = unknown>(options: FakeSessionOptions<C> = {}): FakeSession<C> {
  const clock = options.clock ?? createManualClock()
  const microphone = options.microphone ?? createFakeMicrophone()
  const speaker = options.speaker ?? createFakeSpeaker({ clock })
  const ports = { microphone: options.microphone === null ? null : microphone, speaker, ...options.ports }
  const test = createTestSession<C>({ ...options, clock, ports })
  const does = (work: () => unknown): Promise<void> =>
    act(async () => {
      await work()
      await clock.settle()
    })
  return {
    ...test,
    microphone,
    speaker,
    agent: createScriptedAgent(test),
    does,
    connect: () => does(() => test.connect()),
    advance: (ms) => does(() => clock.advance(ms)),
  }
}

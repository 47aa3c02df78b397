import type { SessionConfig, TranscriptionSessionConfig } from '@parley/core/protocol'
import { systemClock, type Clock } from '../clock.ts'
import { createMcpConnector } from '../mcp/mcpConnector.ts'
import { createDefaultResponder } from '../responder/defaultResponder.ts'
import { initialState } from '../session/initialState.ts'
import type { SessionState } from '../session/sessionState.ts'
import { createServerSession, type ServerSession } from '../session/serverSession.ts'
import type { Playout, SessionPorts } from '../session/sessionPorts.ts'
import { randomNumber } from '../session/step.ts'
import type { RealtimeServerOptions } from './serverOptions.ts'

export interface NewSession {
  kind: 'realtime' | 'transcription'
  model: string
  config: SessionConfig | TranscriptionSessionConfig | null
  playout?: Playout
  durationMs?: number
  seed?: number
}

export interface SessionFactory {
  readonly clock: Clock
  readonly dice: { random: number }
  /** How such a session begins. */
  stateOf(session: NewSession): SessionState
  create(session: NewSession): ServerSession
}

export function createSessionFactory(options: RealtimeServerOptions): SessionFactory {
  const clock = options.clock ?? systemClock
  const dice = { random: options.seed ?? Math.floor(Math.random() * 2 ** 32) }
  const shared: SessionPorts = {
    clock,
    detector: options.detector,
    recognizer: options.recognizer,
    voice: options.voice,
    responder: options.responder ?? createDefaultResponder(clock),
    mcp: options.mcp ?? createMcpConnector(),
  }
  const stateOf = ({ kind, model, config, playout, durationMs, seed }: NewSession): SessionState =>
    initialState({
      kind,
      model,
      config,
      transport: playout ? 'webrtc' : 'websocket',
      voice: options.defaultVoice ?? 'marin',
      silenceMs: options.silenceMs ?? 500,
      now: clock.now(),
      durationMs: durationMs ?? options.sessionDurationMs ?? 3_600_000,
      seed: seed ?? Math.floor(randomNumber(dice) * 2 ** 32),
      greets: shared.responder.greets ?? false,
      detectorLagMs: shared.detector?.lagMs ?? 0,
      pacing: { rate: 4, burstMs: 600, chunkMs: 200, ...options.pacing },
    })
  return {
    clock,
    dice,
    stateOf,
    create: (session) =>
      createServerSession(stateOf(session), {
        ...shared,
        ...(session.playout ? { playout: session.playout } : {}),
      }),
  }
}

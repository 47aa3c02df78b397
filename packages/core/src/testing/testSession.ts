import type { RealtimeAgent } from '../agent/realtimeAgent.ts'
import { RealtimeAgent as Agent } from '../agent/realtimeAgent.ts'
import { createVirtualSpeaker } from '../audio/playback/virtualSpeaker.ts'
import { assembleSession, type RunOptions } from '../realtimeRunner.ts'
import * as live from '../session/live.ts'
import type { EventType, RealtimeSessionEvent } from '../session/eventMap.ts'
import type { SessionPorts } from '../session/ports.ts'
import type { RealtimeSession } from '../session/realtimeSession.ts'
import type { RunConfig } from '../settings/runConfig.ts'
import type { ModelConfig } from '../settings/modelConfig.ts'
import { createManualClock, type ManualClock } from './manualClock.ts'
import { createScriptedTransport, type ScriptedTransport, type ScriptedTransportOptions } from './scriptedTransport.ts'

export interface TestSessionOptions<C = unknown> extends ScriptedTransportOptions {
  agent?: RealtimeAgent<C>
  context?: C
  config?: RunConfig<C>
  modelConfig?: ModelConfig
  initialHistory?: RunOptions<C>['initialHistory']
  ports?: Partial<SessionPorts>
  /** Default one of its own. A speaker that is handed in has the same. */
  clock?: ManualClock
}
export interface TestSession<C = unknown> {
  session: RealtimeSession<C>
  server: ScriptedTransport
  clock: ManualClock
  /** Every event of the session so far. */
  events: RealtimeSessionEvent<C>[]
  types(...only: EventType[]): EventType[]
  connect(): Promise<void>
}

/** A real session over a server moved by hand, with a clock moved by hand and a speaker that plays by that clock. */
export function createTestSession<C = unknown>(options: TestSessionOptions<C> = {}): TestSession<C> {
  const clock = options.clock ?? createManualClock()
  const server = createScriptedTransport(options)
  const agent = options.agent ?? new Agent<C>({ name: 'Assistant', instructions: 'Be brief.' })
  const session = assembleSession<C>(
    { startingAgent: agent, ...(options.config ? { config: options.config } : {}) },
    {
      modelConfig: {
        apiKey: 'sk-test',
        transport: server.factory,
        dangerouslyAllowApiKeyInBrowser: true,
        ...options.modelConfig,
      },
      ...(options.context === undefined ? {} : { context: options.context }),
      ...(options.initialHistory ? { initialHistory: options.initialHistory } : {}),
    },
    {
      clock,
      speaker: createVirtualSpeaker({ clock }),
      microphone: null,
      random: () => 0.5,
      schedule: queueMicrotask,
      loadLive: async () => live,
      network: null,
      ...options.ports,
    },
  )
  const events: RealtimeSessionEvent<C>[] = []
  session.on('*', (event) => void events.push(event))
  return {
    session,
    server,
    clock,
    events,
    types: (...only) => events.map((event) => event.type).filter((type) => only.length === 0 || only.includes(type)),
    async connect() {
      await session.connect()
      await clock.settle()
    },
  }
}

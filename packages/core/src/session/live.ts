import type { Tool } from '../agent/tool.ts'
import type { SessionConfig } from '../protocol/index.ts'
import { buildSessionConfig } from '../settings/buildSessionConfig.ts'
import type { ModelSettings } from '../settings/modelSettings.ts'
import type { Agents } from './agents.ts'
import { createAudioStore } from './audioStore.ts'
import { createConnectionOpener, type ConnectionOpener } from './connectionOpener.ts'
import type { Effect } from './effect.ts'
import type { RealtimeSessionEvent } from './eventMap.ts'
import type { EventStream } from './eventStream.ts'
import { transition } from './fold.ts'
import { createGuardrailRunner } from './guardrailRunner.ts'
import type { SessionSetup } from './runtime.ts'
import type { SessionEvent } from './sessionEvent.ts'
import type { SessionState } from './sessionState.ts'
import type { Transition } from './transition.ts'
import { createToolRunner, type ToolRunner } from './toolRunner.ts'

/**
 * What a session needs once it connects: the whole fold, and those who do the longer work: the connection, the tools, the
 * guardrails, and the settings they start from. Nothing of it is needed before `connect`, so a page fetches it as a chunk of its own.
 */
export interface Live {
  /** The whole fold. */
  readonly transition: Transition
  readonly opener: ConnectionOpener
  readonly tools: ToolRunner
  checkGuardrails(check: Extract<Effect, { type: 'guardrail.check' }>): void
  build(agentKey: string): Promise<BuiltSession>
  /** All audio of a part has come. */
  audioComplete(itemId: string, contentIndex: number): void
}
interface BuiltSession {
  config: SessionConfig
  model: string
  attached: boolean
}

export interface LiveContext<C> {
  setup: SessionSetup<C>
  agents: Agents<C>
  stream: EventStream<C>
  state(): SessionState
  dispatch(event: SessionEvent): void
  registered(): readonly Tool<C>[]
  /** What `updateSettings` put on top. */
  patches(): readonly ModelSettings[]
  /** Tells the developer, once for each text. */
  warn(message: string): void
}

export function createLive<C>(context: LiveContext<C>): Live {
  const { setup, agents, stream, state, dispatch, registered } = context
  const { ports, options } = setup

  const build = async (agentKey: string): Promise<BuiltSession> => {
    const agent = agents.get(agentKey)
    const { instructions: fallback, ...run } = setup.layers.run
    // Instructions of the run are for agents that have none.
    const own =
      agent.options.instructions === undefined && fallback !== undefined ? { ...run, instructions: fallback } : run
    const built = await buildSessionConfig({
      agent,
      run: agents.runContext(agentKey),
      layers: [own, setup.layers.initial, ...context.patches()],
      registered: registered(),
      attached: setup.attached,
      tracingDisabled: setup.tracingDisabled,
    })
    for (const message of built.warnings) context.warn(message)
    return { config: built.config, model: built.model, attached: setup.attached }
  }

  const audioStore = createAudioStore(options.storeAudio, dispatch)
  const opener = createConnectionOpener({
    ports,
    state,
    dispatch,
    build: () => build(state().settings.agentKey),
    wantsAudio: () => options.storeAudio || stream.wants('audio') || stream.wants('raw_model_event'),
    onAudio({ bytes, byteLength = bytes.byteLength, itemId, contentIndex, responseId }) {
      audioStore.add(itemId, contentIndex, bytes)
      const here = bytes.byteLength > 0 ? bytes : null
      dispatch({ type: 'audio.received', itemId, contentIndex, responseId, byteLength, bytes: here })
    },
    onRaw({ event }) {
      if (!stream.wants('raw_model_event')) return
      // A copy: what a listener does to it must not reach the fold.
      const data = structuredClone(event)
      stream.emit({ type: 'raw_model_event', at: ports.clock.now(), data } as RealtimeSessionEvent<C>)
    },
  })
  return {
    transition,
    opener,
    tools: createToolRunner<C>({
      state,
      dispatch,
      agents,
      clock: ports.clock,
      registered,
      asyncToolCalls: setup.asyncToolCalls,
      preApprovalInputGuardrails: setup.preApprovalInputGuardrails,
      toolErrorFormatter: setup.toolErrorFormatter,
      buildConfig: async (agentKey) => (await build(agentKey)).config,
    }),
    checkGuardrails: createGuardrailRunner({ state, dispatch, agents, runGuardrails: setup.outputGuardrails }),
    build,
    audioComplete: audioStore.finish,
  }
}

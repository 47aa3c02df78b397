import { RealtimeAgent } from './agent/realtimeAgent.ts'
import { createPlatformPorts } from './platform.ts'
import { invalidOption } from './errors.ts'
import { RealtimeSession } from './session/realtimeSession.ts'
import { noUsage } from './session/initialState.ts'
import type { SessionPorts } from './session/ports.ts'
import type { RealtimeItem } from './session/snapshot.ts'
import type { EitherCase } from './settings/keys.ts'
import { normalizeModelConfig, type ModelConfig } from './settings/modelConfig.ts'
import { normalizeRunConfig, reconnectOptions, type RunConfig } from './settings/runConfig.ts'
import type { SessionConfig } from './protocol/index.ts'

/** Microphone and speaker of a session. */
export interface MediaConfig {
  /** Default true in browsers, false elsewhere. */
  mic?: boolean | MicConstraints
  /** `false`: the app plays the audio itself, or not at all. Default true in browsers. */
  speaker?: boolean
  /** Where the app serves `worklets/parley.worklet.js`, for bundlers and policies that keep the package's own file from loading. */
  workletUrl?: string
  /** Where the app serves `worklets/engine.worker.js`. */
  workerUrl?: string
}
export interface MicConstraints {
  deviceId?: string
  /** Default true, like the next two. */
  echoCancellation?: boolean
  noiseSuppression?: boolean
  autoGainControl?: boolean
  /** A MediaStream of the app, used as it is and never stopped. */
  stream?: unknown
}

export interface RunOptions<C = unknown> {
  /** Handed to instructions, tools and guardrails as it is. */
  context?: C
  modelConfig?: EitherCase<ModelConfig>
  media?: MediaConfig
  /** A conversation to go on with: shown at once, and told to the server as text. */
  initialHistory?: readonly RealtimeItem[]
}

export interface RunnerOptions<C = unknown> {
  startingAgent: RealtimeAgent<C>
  config?: EitherCase<RunConfig<C>>
}

/** Makes sessions of one agent and one configuration. Holds nothing live itself. */
export class RealtimeRunner<C = unknown> {
  readonly #options: RunnerOptions<C>

  /** @throws ConfigError `invalid_option` with the path of what is wrong. */
  constructor(options: RunnerOptions<C>) {
    if (!(options?.startingAgent instanceof RealtimeAgent)) {
      throw invalidOption('startingAgent', 'RealtimeRunner: `startingAgent` must be a RealtimeAgent.')
    }
    normalizeRunConfig(options.config)
    this.#options = options
  }

  /** A session that is not connected: nothing was opened, fetched or called. */
  async run(options: RunOptions<C> = {}): Promise<RealtimeSession<C>> {
    return assembleSession(this.#options, options)
  }
}

/** The session with the platform's ports, or with those handed in. Synchronous, for frameworks that make it while rendering. */
export function assembleSession<C>(
  { startingAgent, config }: RunnerOptions<C>,
  { context, modelConfig, media = {}, initialHistory = [] }: RunOptions<C>,
  overrides: Partial<SessionPorts> = {},
): RealtimeSession<C> {
  const run = normalizeRunConfig(config)
  const model = normalizeModelConfig(modelConfig)
  const holdBack = run.guardrailsSettings?.holdBack ?? false
  const ports = createPlatformPorts(model, media, overrides, holdBack)
  if (holdBack && !ports.framesOnly) {
    const path = 'guardrailsSettings.holdBack'
    throw invalidOption(
      path,
      `\`${path}\` needs \`transport: 'websocket'\`: over WebRTC the sound does not pass through the session.`,
    )
  }
  return new RealtimeSession<C>({
    startingAgent,
    context: context as C,
    ports: ports.ports,
    options: {
      debounceTextLength: run.guardrailsSettings?.debounceTextLength ?? 100,
      holdBack,
      storeAudio: run.historyStoreAudio ?? false,
      managed: model.configuredByServer ?? false,
      approvalTimeoutMs: run.approvalTimeoutMs ?? null,
      prices: run.prices ?? null,
      reconnect: reconnectOptions(model.reconnect, ports.ports.random()),
    },
    layers: { run: run.modelSettings ?? {}, initial: model.initialModelSettings ?? {} },
    attached: model.callId !== undefined,
    outputGuardrails: run.outputGuardrails ?? [],
    asyncToolCalls: run.asyncToolCalls ?? true,
    preApprovalInputGuardrails: run.toolExecution?.preApprovalInputGuardrails ?? false,
    toolErrorFormatter: run.toolErrorFormatter,
    tracingDisabled: run.tracingDisabled ?? false,
    maxTraceEvents: run.maxTraceEvents ?? 20_000,
    preload: ports.browser,
    initialHistory,
  })
}

/** What `connect()` would send, without connecting: for minting client secrets and accepting calls on a server. */
export async function getSessionConfig<C>(
  agent: RealtimeAgent<C>,
  options: { config?: EitherCase<RunConfig<C>>; context?: C } = {},
): Promise<SessionConfig> {
  const run = normalizeRunConfig(options.config)
  const { buildSessionConfig } = await import('./settings/buildSessionConfig.ts')
  const { instructions: fallback, ...layer } = run.modelSettings ?? {}
  const own =
    agent.options.instructions === undefined && fallback !== undefined ? { ...layer, instructions: fallback } : layer
  const { config, model } = await buildSessionConfig({
    agent,
    run: { context: options.context as C, agent, usage: noUsage, history: () => [] },
    layers: [own],
    tracingDisabled: run.tracingDisabled ?? false,
  })
  return { ...config, model }
}

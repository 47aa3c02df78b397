import { toolsOf, type FunctionTool, type HostedMcpTool, type Tool } from '../agent/tool.ts'
import { handoffsOf, type Handoff } from '../agent/handoff.ts'
import type { RealtimeAgent, RunContext } from '../agent/realtimeAgent.ts'
import { ConfigError, invalidOption } from '../errors.ts'
import type { SessionConfig, WireTool } from '../protocol/index.ts'
import type { ModelSettings } from './modelSettings.ts'
import { mergeSettings, normalizeSettings } from './normalizeSettings.ts'

const defaultModel = 'gpt-realtime-2.1'
const defaultTranscriptionModel = 'gpt-transcribe'

/** What holds where neither the app nor the agent says otherwise. */
const defaults: ModelSettings = {
  outputModalities: ['audio'],
  inputAudioFormat: 'pcm16',
  outputAudioFormat: 'pcm16',
  inputAudioTranscription: { model: defaultTranscriptionModel },
  turnDetection: { type: 'semantic_vad', createResponse: true, interruptResponse: true },
}

export interface BuildOptions<C> {
  agent: RealtimeAgent<C>
  run: RunContext<C>
  /** Later layers win. */
  layers: readonly ModelSettings[]
  /** Tools that belong to whichever agent is current. */
  registered?: readonly Tool<C>[]
  /** A running call keeps its formats where none are asked for. */
  attached?: boolean
  tracingDisabled?: boolean
}
export interface BuiltConfig {
  config: SessionConfig
  model: string
  warnings: readonly string[]
}

/**
 * The whole session of an agent. Its instructions function is called exactly once.
 * @throws ConfigError `duplicate_tool_name` when an enabled tool and an enabled handoff, or two of a kind, share a name.
 */
export async function buildSessionConfig<C>(options: BuildOptions<C>): Promise<BuiltConfig> {
  const { agent, run, layers, registered = [], attached = false, tracingDisabled = false } = options
  const base = attached ? { ...defaults, inputAudioFormat: undefined, outputAudioFormat: undefined } : defaults
  const settings = mergeSettings(present(base), ...layers)
  const voice = settings.voice ?? agent.options.voice
  const normalized = normalizeSettings(voice === undefined ? settings : { ...settings, voice })
  const tools = await enabledTools(agent, run, registered)
  const explicit = normalized.session.instructions as string | undefined
  const instructions = explicit ?? (await instructionsOf(agent, run))
  const { prompt } = agent.options
  const config: SessionConfig = {
    type: 'realtime',
    ...normalized.session,
    instructions,
    // Sent also when empty: otherwise the tools of an earlier agent would stay.
    tools: tools.map(wireTool),
    ...(prompt === undefined ? {} : { prompt }),
    ...(tracingDisabled ? { tracing: null } : {}),
  }
  return { config, model: normalized.model ?? defaultModel, warnings: normalized.warnings }
}

const present = (settings: { [K in keyof ModelSettings]: ModelSettings[K] | undefined }): ModelSettings =>
  Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined))

async function instructionsOf<C>(agent: RealtimeAgent<C>, run: RunContext<C>): Promise<string> {
  const { instructions = '' } = agent.options
  const text = typeof instructions === 'function' ? await instructions(run, agent) : instructions
  if (typeof text === 'string') return text
  throw invalidOption(
    'instructions',
    `The instructions of "${agent.name}" must be a string or a function that returns one.`,
  )
}

type Offered<C> = FunctionTool<C> | HostedMcpTool | Handoff<C>

/** Tools and handoffs that are enabled now, own ones before registered ones. */
async function enabledTools<C>(
  agent: RealtimeAgent<C>,
  run: RunContext<C>,
  registered: readonly Tool<C>[],
): Promise<Offered<C>[]> {
  const all: Offered<C>[] = [...toolsOf(agent), ...registered, ...handoffsOf(agent)]
  const enabled: Offered<C>[] = []
  const names = new Map<string, Offered<C>['kind']>()
  for (const offered of all) {
    if (offered.kind !== 'mcp' && !(await isEnabled(offered, run))) continue
    const name = `${offered.kind === 'mcp' ? 'mcp:' : ''}${offered.kind === 'handoff' ? offered.toolName : offered.name}`
    const other = names.get(name)
    if (other) {
      const message = `Agent "${agent.name}" offers two tools named "${name}" (${other} and ${offered.kind}). Rename or disable one: the model could not tell them apart.`
      throw new ConfigError('duplicate_tool_name', message, { path: offered.kind === 'handoff' ? 'handoffs' : 'tools' })
    }
    names.set(name, offered.kind)
    enabled.push(offered)
  }
  return enabled
}

export async function isEnabled<C>(offered: FunctionTool<C> | Handoff<C>, run: RunContext<C>): Promise<boolean> {
  const { isEnabled: enabled = true } = offered.options
  return typeof enabled === 'function' ? enabled(run) : enabled
}

const noParameters = { type: 'object', properties: {}, required: [], additionalProperties: false } as const

function wireTool<C>(offered: Offered<C>): WireTool {
  if (offered.kind === 'function') {
    const { name, description, parameters } = offered
    return { type: 'function', name, description, parameters }
  }
  if (offered.kind === 'handoff') {
    const { toolName: name, toolDescription: description, parameters } = offered
    return { type: 'function', name, description, parameters: parameters ?? noParameters }
  }
  const { serverLabel, serverUrl, headers, allowedTools, requireApproval } = offered.options
  const filter = typeof requireApproval === 'object' ? requireApproval : undefined
  return {
    type: 'mcp',
    server_label: serverLabel,
    ...(serverUrl === undefined ? {} : { server_url: serverUrl }),
    ...(headers === undefined ? {} : { headers }),
    ...(allowedTools === undefined ? {} : { allowed_tools: [...allowedTools] }),
    ...(filter
      ? {
          require_approval: {
            ...(filter.always ? { always: { tool_names: [...filter.always] } } : {}),
            ...(filter.never ? { never: { tool_names: [...filter.never] } } : {}),
          },
        }
      : requireApproval === undefined
        ? {}
        : { require_approval: requireApproval as 'always' | 'never' }),
  }
}

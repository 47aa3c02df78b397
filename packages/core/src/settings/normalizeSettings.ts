import { invalidOption } from '../errors.ts'
import type {
  SessionConfig,
  WireAudioFormat,
  WireAudioInput,
  WireAudioOutput,
  WireNoiseReduction,
  WireToolChoice,
  WireTranscription,
  WireTruncation,
  WireTurnDetection,
  WireVoice,
} from '../protocol/index.ts'
import { camelKeys, oneOf, type Shape } from './keys.ts'
import type { AudioFormat, ModelSettings } from './modelSettings.ts'

/** Model settings as the wire wants them; the model is apart, since it is chosen when the connection is opened. */
export interface NormalizedSettings {
  readonly model: string | undefined
  readonly session: Omit<Partial<SessionConfig>, 'type' | 'model' | 'tools'>
  /** What was understood but is worth a word to the developer. */
  readonly warnings: readonly string[]
}

const turnDetectionShape: Shape = {
  type: true,
  threshold: true,
  prefixPaddingMs: true,
  silenceDurationMs: true,
  idleTimeoutMs: true,
  eagerness: true,
  createResponse: true,
  interruptResponse: true,
  modelVersion: true,
}
const transcriptionShape: Shape = {
  model: true,
  language: true,
  languages: true,
  prompt: true,
  keywords: true,
  delay: true,
}
const noiseReductionShape: Shape = { type: true, strength: true }
const settingsShape: Shape = {
  modelName: true,
  voice: true,
  instructions: true,
  speed: true,
  outputModalities: true,
  modalities: true,
  inputAudioFormat: true,
  outputAudioFormat: true,
  inputAudioTranscription: transcriptionShape,
  inputAudioNoiseReduction: noiseReductionShape,
  turnDetection: turnDetectionShape,
  audio: {
    input: {
      format: true,
      transcription: transcriptionShape,
      noiseReduction: noiseReductionShape,
      turnDetection: turnDetectionShape,
    },
    output: { format: true, voice: true, speed: true },
  },
  toolChoice: true,
  parallelToolCalls: true,
  reasoning: true,
  maxOutputTokens: true,
  truncation: true,
  tracing: true,
  include: true,
  providerData: true,
}

/** The settings with camelCase keys, checked for unknown ones. */
export function camelSettings(settings: unknown, path: string): ModelSettings {
  return camelKeys(settings, settingsShape, path) as ModelSettings
}

/** Later settings win, key by key, also inside `audio`; `providerData` is joined. */
export function mergeSettings(...layers: readonly ModelSettings[]): ModelSettings {
  let merged: ModelSettings = {}
  for (const layer of layers) {
    const flat = flatten(layer)
    merged = { ...merged, ...flat }
    if (layer.providerData) merged.providerData = { ...merged.providerData, ...layer.providerData }
  }
  return merged
}

/** Nested audio keys win over flat ones; afterwards there are only flat ones. */
function flatten(settings: ModelSettings): ModelSettings {
  const { audio, ...flat } = settings
  const input = audio?.input ?? {}
  const output = audio?.output ?? {}
  const out: ModelSettings = { ...flat }
  if (input.format !== undefined) out.inputAudioFormat = input.format
  if (input.transcription !== undefined) out.inputAudioTranscription = input.transcription
  if (input.noiseReduction !== undefined) out.inputAudioNoiseReduction = input.noiseReduction
  if (input.turnDetection !== undefined) out.turnDetection = input.turnDetection
  if (output.format !== undefined) out.outputAudioFormat = output.format
  if (output.voice !== undefined) out.voice = output.voice
  if (output.speed !== undefined) out.speed = output.speed
  if (out.modalities !== undefined) {
    out.outputModalities ??= out.modalities
    delete out.modalities
  }
  return out
}

/** To the wire. @throws ConfigError `invalid_option` with the path of what is wrong. */
export function normalizeSettings(settings: ModelSettings): NormalizedSettings {
  const flat = flatten(settings)
  const warnings: string[] = []
  const session: NormalizedSettings['session'] = {}
  const input: WireAudioInput = {}
  const output: WireAudioOutput = {}
  if (flat.inputAudioFormat !== undefined) input.format = wireFormat(flat.inputAudioFormat, 'audio.input.format')
  if (flat.inputAudioTranscription !== undefined) input.transcription = wireTranscription(flat.inputAudioTranscription)
  if (flat.inputAudioNoiseReduction !== undefined)
    input.noise_reduction = wireNoiseReduction(flat.inputAudioNoiseReduction)
  if (flat.turnDetection !== undefined) input.turn_detection = wireTurnDetection(flat.turnDetection)
  if (flat.outputAudioFormat !== undefined) output.format = wireFormat(flat.outputAudioFormat, 'audio.output.format')
  if (flat.voice !== undefined) output.voice = wireVoice(flat.voice)
  if (flat.speed !== undefined) output.speed = number(flat.speed, 'speed', 0.25, 1.5)
  if (Object.keys(input).length > 0 || Object.keys(output).length > 0) session.audio = { input, output }
  if (flat.instructions !== undefined) session.instructions = flat.instructions
  if (flat.outputModalities !== undefined) session.output_modalities = modalities(flat.outputModalities, warnings)
  if (flat.toolChoice !== undefined) session.tool_choice = wireToolChoice(flat.toolChoice)
  if (flat.parallelToolCalls !== undefined) session.parallel_tool_calls = flat.parallelToolCalls
  if (flat.reasoning !== undefined) session.reasoning = flat.reasoning
  if (flat.maxOutputTokens !== undefined) session.max_output_tokens = flat.maxOutputTokens
  if (flat.truncation !== undefined) session.truncation = wireTruncation(flat.truncation)
  if (flat.tracing !== undefined) session.tracing = wireTracing(flat.tracing, warnings)
  if (flat.include !== undefined) session.include = flat.include === null ? null : [...flat.include]
  return { model: flat.modelName, session: { ...session, ...flat.providerData }, warnings }
}

const formatNames: Readonly<Record<string, WireAudioFormat>> = {
  pcm16: { type: 'audio/pcm', rate: 24000 },
  pcm: { type: 'audio/pcm', rate: 24000 },
  'audio/pcm': { type: 'audio/pcm', rate: 24000 },
  g711_ulaw: { type: 'audio/pcmu' },
  pcmu: { type: 'audio/pcmu' },
  'audio/pcmu': { type: 'audio/pcmu' },
  g711_alaw: { type: 'audio/pcma' },
  pcma: { type: 'audio/pcma' },
  'audio/pcma': { type: 'audio/pcma' },
}

function wireFormat(format: AudioFormat, path: string): WireAudioFormat {
  const name = typeof format === 'string' ? format : format?.type
  const known = Object.hasOwn(formatNames, name) ? formatNames[name] : undefined
  if (!known) oneOf(name, Object.keys(formatNames), path)
  const rate = typeof format === 'string' ? undefined : format.rate
  if (known!.type !== 'audio/pcm' || rate === undefined || !Number.isFinite(rate)) return { ...known! }
  if (rate !== 24000) {
    throw invalidOption(`${path}.rate`, `\`${path}.rate\` must be 24000: the service takes no other rate.`)
  }
  return { type: 'audio/pcm', rate }
}

function wireTranscription(value: ModelSettings['inputAudioTranscription']): WireTranscription | null {
  if (!value) return null
  const path = 'audio.input.transcription.model'
  if (typeof value.model !== 'string' || value.model === '') {
    throw invalidOption(path, `\`${path}\` must name a transcription model.`)
  }
  const { languages, keywords, ...rest } = value
  return {
    ...rest,
    ...(languages ? { languages: [...languages] } : {}),
    ...(keywords ? { keywords: [...keywords] } : {}),
  }
}

function wireNoiseReduction(value: ModelSettings['inputAudioNoiseReduction']): WireNoiseReduction | null {
  if (!value) return null
  oneOf(value.type, ['near_field', 'far_field'], 'audio.input.noiseReduction.type')
  return { ...value }
}

const vadKeys: Readonly<Record<string, string>> = {
  threshold: 'threshold',
  prefixPaddingMs: 'prefix_padding_ms',
  silenceDurationMs: 'silence_duration_ms',
  idleTimeoutMs: 'idle_timeout_ms',
  eagerness: 'eagerness',
  createResponse: 'create_response',
  interruptResponse: 'interrupt_response',
  modelVersion: 'model_version',
}
const onlyServerVad = ['threshold', 'prefixPaddingMs', 'silenceDurationMs', 'idleTimeoutMs']

function wireTurnDetection(value: ModelSettings['turnDetection']): WireTurnDetection | null {
  if (!value) return null
  const path = 'turnDetection'
  const type = oneOf(value.type, ['server_vad', 'semantic_vad'], `${path}.type`)
  const wire: Record<string, unknown> = { type }
  for (const [key, setting] of Object.entries(value)) {
    if (key === 'type' || setting === undefined) continue
    const misplaced = type === 'semantic_vad' ? onlyServerVad.includes(key) : key === 'eagerness'
    if (misplaced) {
      throw invalidOption(`${path}.${key}`, `\`${path}.${key}\` does not belong to "${type}".`)
    }
    if (key === 'eagerness') oneOf(setting, ['low', 'medium', 'high', 'auto'], `${path}.eagerness`)
    wire[vadKeys[key]!] = setting
  }
  return wire as unknown as WireTurnDetection
}

function wireVoice(voice: WireVoice): WireVoice {
  if (typeof voice === 'string' && voice !== '') return voice
  if (typeof voice === 'object' && voice !== null && typeof voice.id === 'string') return { id: voice.id }
  throw invalidOption('voice', '`voice` must be a name or `{ id }` of a custom voice.')
}

function modalities(value: readonly string[], warnings: string[]): ('text' | 'audio')[] {
  const path = 'outputModalities'
  if (!Array.isArray(value) || value.length === 0) {
    throw invalidOption(path, `\`${path}\` must be ["audio"] or ["text"].`)
  }
  const set = new Set(value.map((modality) => oneOf(modality, ['text', 'audio'], path)))
  if (set.size === 1) return [...set]
  warnings.push('`outputModalities` names text and audio: audio is used, which always comes with its transcript.')
  return ['audio']
}

function wireToolChoice(value: NonNullable<ModelSettings['toolChoice']>): WireToolChoice {
  if (typeof value === 'string') return oneOf(value, ['auto', 'none', 'required'], 'toolChoice')
  const named = camelKeys(value, { type: true, name: true, serverLabel: true }, 'toolChoice') as {
    type: 'function' | 'mcp'
    name?: string
    serverLabel?: string
  }
  oneOf(named.type, ['function', 'mcp'], 'toolChoice.type')
  if (named.type === 'function') return { type: 'function', name: named.name ?? '' }
  return {
    type: 'mcp',
    server_label: named.serverLabel ?? '',
    ...(named.name === undefined ? {} : { name: named.name }),
  }
}

function wireTruncation(value: NonNullable<ModelSettings['truncation']>): WireTruncation {
  if (typeof value === 'string') return oneOf(value, ['auto', 'disabled'], 'truncation')
  const shape: Shape = { type: true, retentionRatio: true, tokenLimits: { postInstructions: true } }
  const known = camelKeys(value, shape, 'truncation') as Exclude<typeof value, string>
  oneOf(known.type, ['retention_ratio'], 'truncation.type')
  const retention_ratio = number(known.retentionRatio, 'truncation.retentionRatio', 0, 1)
  const post_instructions = known.tokenLimits?.postInstructions
  return {
    type: 'retention_ratio',
    retention_ratio,
    ...(post_instructions === undefined ? {} : { token_limits: { post_instructions } }),
  }
}

function wireTracing(
  value: NonNullable<ModelSettings['tracing']> | null,
  warnings: string[],
): SessionConfig['tracing'] {
  if (value === null || value === 'auto') return value
  const shape: Shape = { workflowName: true, groupId: true, metadata: true }
  const known = camelKeys(value, shape, 'tracing') as Exclude<ModelSettings['tracing'], null | 'auto' | undefined>
  if (known.workflowName === undefined && (known.groupId !== undefined || known.metadata !== undefined)) {
    warnings.push('`tracing` has a group or metadata but no `workflowName`: the service ignores them without one.')
  }
  return {
    ...(known.workflowName === undefined ? {} : { workflow_name: known.workflowName }),
    ...(known.groupId === undefined ? {} : { group_id: known.groupId }),
    ...(known.metadata === undefined ? {} : { metadata: known.metadata }),
  }
}

function number(value: unknown, path: string, min: number, max: number): number {
  if (typeof value === 'number' && value >= min && value <= max) return value
  throw invalidOption(path, `\`${path}\` must be a number from ${min} to ${max}.`)
}

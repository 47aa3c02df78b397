import { invalidOption } from '../errors.ts'
import type {
  SessionConfig,
  WireAudioFormat,
  WireNoiseReduction,
  WireToolChoice,
  WireTranscription,
  WireTruncation,
  WireTurnDetection,
  WireVoice,
} from '../protocol/index.ts'
import { camelKeys, check, fail, oneOf, snakeCase, type Shape } from './keys.ts'
import type { AudioFormat, ModelSettings } from './modelSettings.ts'

/** Each setting from its option to its wire form, with the checks that keep a slip from reaching the server. */

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

export function wireFormat(format: AudioFormat, path: string): WireAudioFormat {
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

export function wireTranscription(value: ModelSettings['inputAudioTranscription']): WireTranscription | null {
  if (!value) return null
  const path = 'audio.input.transcription.model'
  if (typeof value.model !== 'string' || value.model === '') fail(path, 'the name of a transcription model')
  const { languages, keywords, ...rest } = value
  return {
    ...rest,
    ...(languages ? { languages: wireList(languages, 'audio.input.transcription.languages') } : {}),
    ...(keywords ? { keywords: wireList(keywords, 'audio.input.transcription.keywords') } : {}),
  }
}

export function wireNoiseReduction(value: ModelSettings['inputAudioNoiseReduction']): WireNoiseReduction | null {
  if (!value) return null
  oneOf(value.type, ['near_field', 'far_field'], 'audio.input.noiseReduction.type')
  return { ...value }
}

const onlyServerVad = ['threshold', 'prefixPaddingMs', 'silenceDurationMs', 'idleTimeoutMs']

export function wireTurnDetection(value: ModelSettings['turnDetection']): WireTurnDetection | null {
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
    if (setting !== null) {
      const plain = key.endsWith('Response') ? 'boolean' : onlyServerVad.includes(key) ? 'number' : 'string'
      check(`${path}.${key}`, setting, plain)
    }
    wire[snakeCase(key)] = setting
  }
  return wire as unknown as WireTurnDetection
}

export function wireVoice(voice: WireVoice): WireVoice {
  if (typeof voice === 'string' && voice !== '') return voice
  if (typeof voice === 'object' && voice !== null && typeof voice.id === 'string') return { id: voice.id }
  return fail('voice', 'a name or `{ id }` of a custom voice')
}

export function wireModalities(value: readonly string[], warnings: string[]): ('text' | 'audio')[] {
  const path = 'outputModalities'
  if (!Array.isArray(value) || value.length === 0) fail(path, '["audio"] or ["text"]')
  const set = new Set(value.map((modality) => oneOf(modality, ['text', 'audio'], path)))
  if (set.size === 1) return [...set]
  warnings.push('`outputModalities` names text and audio: audio is used, which always comes with its transcript.')
  return ['audio']
}

export function wireToolChoice(value: NonNullable<ModelSettings['toolChoice']>): WireToolChoice {
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

export function wireTruncation(value: NonNullable<ModelSettings['truncation']>): WireTruncation {
  if (typeof value === 'string') return oneOf(value, ['auto', 'disabled'], 'truncation')
  const shape: Shape = { type: true, retentionRatio: true, tokenLimits: { postInstructions: true } }
  const known = camelKeys(value, shape, 'truncation') as Exclude<typeof value, string>
  oneOf(known.type, ['retention_ratio'], 'truncation.type')
  const retention_ratio = wireNumber(known.retentionRatio, 'truncation.retentionRatio', 0, 1)
  const post_instructions = known.tokenLimits?.postInstructions
  return {
    type: 'retention_ratio',
    retention_ratio,
    ...(post_instructions === undefined ? {} : { token_limits: { post_instructions } }),
  }
}

export function wireTracing(
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

export function wireList(value: readonly string[], path: string): string[] {
  return Array.isArray(value) ? [...(value as readonly string[])] : fail(path, 'a list')
}

export function wireNumber(value: unknown, path: string, min: number, max: number): number {
  return typeof value === 'number' && value >= min && value <= max
    ? value
    : fail(path, `a number from ${min} to ${max}`)
}

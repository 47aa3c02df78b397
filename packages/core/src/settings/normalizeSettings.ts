import type { SessionConfig } from '../protocol/index.ts'
import { camelKeys, check, isObject, snakeCase, type Shape } from './keys.ts'
import type { ModelSettings } from './modelSettings.ts'
import {
  wireFormat,
  wireList,
  wireModalities,
  wireNoiseReduction,
  wireNumber,
  wireToolChoice,
  wireTracing,
  wireTranscription,
  wireTruncation,
  wireTurnDetection,
  wireVoice,
} from './wireSettings.ts'

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
    const before = merged.providerData
    merged = { ...merged, ...flatten(layer) }
    if (layer.providerData) merged.providerData = join(before ?? {}, layer.providerData)
  }
  return merged
}

/** The settings that also stand in `audio`, where they win. */
const nested: Readonly<Record<string, readonly [side: 'input' | 'output', name: string]>> = {
  inputAudioFormat: ['input', 'format'],
  inputAudioTranscription: ['input', 'transcription'],
  inputAudioNoiseReduction: ['input', 'noiseReduction'],
  turnDetection: ['input', 'turnDetection'],
  outputAudioFormat: ['output', 'format'],
  voice: ['output', 'voice'],
  speed: ['output', 'speed'],
}

/** Nested audio keys win over flat ones; afterwards there are only flat ones. */
function flatten({ audio, ...flat }: ModelSettings): ModelSettings {
  for (const [key, [side, name]] of Object.entries(nested)) {
    const value = (audio?.[side] as Fields | null | undefined)?.[name]
    if (value !== undefined) (flat as Fields)[key] = value
  }
  const { modalities, ...rest } = flat
  return modalities === undefined ? rest : { outputModalities: modalities, ...rest }
}

type Fields = Record<string, unknown>
type Convert<V> = (value: V, warnings: string[]) => unknown

/** How each flat setting looks on the wire; its name there is its own in snake_case. */
const converters: { readonly [K in keyof ModelSettings]: Convert<Exclude<ModelSettings[K], undefined>> } = {
  inputAudioFormat: (value) => wireFormat(value, 'audio.input.format'),
  inputAudioTranscription: wireTranscription,
  inputAudioNoiseReduction: wireNoiseReduction,
  turnDetection: wireTurnDetection,
  outputAudioFormat: (value) => wireFormat(value, 'audio.output.format'),
  voice: wireVoice,
  speed: (value) => wireNumber(value, 'speed', 0.25, 1.5),
  instructions: (value) => check('instructions', value, 'string'),
  outputModalities: wireModalities,
  toolChoice: wireToolChoice,
  parallelToolCalls: (value) => check('parallelToolCalls', value, 'boolean'),
  reasoning: (value) => camelKeys(value, { effort: true }, 'reasoning'),
  maxOutputTokens: (value) => (value === 'inf' ? value : wireNumber(value, 'maxOutputTokens', 1, Infinity)),
  truncation: wireTruncation,
  tracing: wireTracing,
  include: (value) => value && wireList(value, 'include'),
}

/** To the wire. @throws ConfigError `invalid_option` with the path of what is wrong. */
export function normalizeSettings(settings: ModelSettings): NormalizedSettings {
  const flat = flatten(settings)
  const warnings: string[] = []
  const session: Fields = {}
  const audio = { input: {} as Fields, output: {} as Fields }
  for (const [key, convert] of Object.entries(converters as Record<string, Convert<unknown>>)) {
    const value = (flat as Fields)[key]
    if (value === undefined) continue
    const [side, name] = nested[key] ?? []
    if (side) session['audio'] = audio
    const target = side ? audio[side] : session
    target[snakeCase(name ?? key)] = convert(value, warnings)
  }
  return { model: flat.modelName, session: join(session, flat.providerData ?? {}), warnings }
}

/** Objects are joined key by key, whatever else is replaced. */
function join(before: Fields, now: Fields): Fields {
  const joined = { ...before }
  for (const [key, value] of Object.entries(now)) {
    const had = joined[key]
    joined[key] = isObject(had) && isObject(value) ? join(had, value) : value
  }
  return joined
}

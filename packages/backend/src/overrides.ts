import type { SessionConfig } from '@parley/core/protocol'
import { z } from 'zod'

/**
 * What the page may ask for when it mints. `true`: any value of the right kind; a list: one of these. Left out: not at all.
 * The page sends them as the JSON body, as `{ "voice": "ash" }`.
 */
export interface ClientOverrides {
  modelName?: true | readonly string[]
  voice?: true | readonly string[]
  instructions?: true | readonly string[]
  /** The language the user speaks, for transcription: a code such as `de`. */
  language?: true | readonly string[]
  /** 0.25 to 1.5. */
  speed?: true
  outputModalities?: true
}

const words = z.union([z.literal(true), z.array(z.string()).min(1)]).optional()
export const overridesShape: z.ZodType = z.strictObject({
  modelName: words,
  voice: words,
  instructions: words,
  language: words,
  speed: z.literal(true).optional(),
  outputModalities: z.literal(true).optional(),
})

type Values = { [K in keyof Required<ClientOverrides>]?: unknown }

const KINDS: Record<keyof ClientOverrides, z.ZodType> = {
  modelName: z.string().min(1).max(128),
  voice: z.string().min(1).max(128),
  instructions: z.string().max(16_384),
  language: z.string().regex(/^[a-zA-Z]{2,3}(-[a-zA-Z0-9]{2,8})*$/, 'must be a language code'),
  speed: z.number().min(0.25).max(1.5),
  outputModalities: z.array(z.enum(['text', 'audio'])).length(1),
}

/** The schema of the mint request: the allowed fields and no others. */
export function overridesSchema(allowed: ClientOverrides): z.ZodType<Values> {
  const shape: Record<string, z.ZodType> = {}
  for (const [name, rule] of Object.entries(allowed) as [
    keyof ClientOverrides,
    true | readonly string[] | undefined,
  ][]) {
    if (rule === undefined) continue
    shape[name] = (rule === true ? KINDS[name] : z.enum(rule as [string, ...string[]])).optional()
  }
  return z.strictObject(shape) as z.ZodType<Values>
}

/** The session with the page's wishes in it; the given one is not changed. */
export function applyOverrides(session: SessionConfig, values: Values): SessionConfig {
  const next: SessionConfig = { ...session }
  const output = { ...session.audio?.output }
  const input = { ...session.audio?.input }
  if (values.modelName !== undefined) next.model = values.modelName as string
  if (values.instructions !== undefined) next.instructions = values.instructions as string
  if (values.outputModalities !== undefined) next.output_modalities = values.outputModalities as ['text' | 'audio']
  if (values.voice !== undefined) output.voice = values.voice as string
  if (values.speed !== undefined) output.speed = values.speed as number
  if (values.language !== undefined) {
    // A language without a model to transcribe with would be refused by the service.
    input.transcription = { model: 'gpt-transcribe', ...input.transcription, language: values.language as string }
  }
  if (Object.keys(output).length > 0) next.audio = { ...next.audio, output }
  if (Object.keys(input).length > 0) next.audio = { ...next.audio, input }
  return next
}

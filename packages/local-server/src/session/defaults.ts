import type { WireTurnDetection } from '@parley/core/protocol'
import type { EffectiveSession } from './effectiveSession.ts'
import { completeFormat } from './wireAudio.ts'

/** What an agent without instructions is told. */
export const defaultInstructions: string =
  'You are a helpful, friendly voice assistant. Answer briefly and naturally, the way people speak. Use the tools you have when they help.'

/** What is in effect before anybody configures the session: the service's own defaults. */
export function defaultConfig(options: {
  kind: 'realtime' | 'transcription'
  id: string
  model: string
  expiresAtMs: number
  voice: string
  silenceMs: number
}): EffectiveSession {
  const expires_at = Math.floor(options.expiresAtMs / 1000)
  const format = completeFormat(undefined)
  const turn_detection = mergeTurnDetection(null, { type: 'server_vad' }, options.kind, options.silenceMs)
  const input = { format, transcription: null, noise_reduction: null, turn_detection }
  if (options.kind === 'transcription') {
    return {
      type: 'transcription',
      object: 'realtime.transcription_session',
      id: options.id,
      expires_at,
      audio: { input },
      include: null,
    }
  }
  return {
    type: 'realtime',
    object: 'realtime.session',
    id: options.id,
    model: options.model,
    output_modalities: ['audio'],
    instructions: defaultInstructions,
    tools: [],
    tool_choice: 'auto',
    max_output_tokens: 'inf',
    tracing: null,
    truncation: 'auto',
    prompt: null,
    expires_at,
    audio: { input, output: { format, voice: options.voice, speed: 1 } },
    include: null,
  }
}

/** The same type keeps the members it does not name; another type starts from its own defaults. */
export function mergeTurnDetection(
  current: WireTurnDetection | null | undefined,
  wanted: WireTurnDetection | null,
  kind: 'realtime' | 'transcription',
  silenceMs: number,
): WireTurnDetection | null {
  if (wanted === null) return null
  if (current?.type === wanted.type) return { ...current, ...wanted } as WireTurnDetection
  const replies = kind === 'realtime' ? { create_response: true, interrupt_response: true } : {}
  if (wanted.type === 'semantic_vad') {
    const { type, ...given } = definedOf(wanted)
    return { type, eagerness: 'auto', ...replies, ...given }
  }
  const { type, ...given } = definedOf(wanted)
  return {
    type,
    threshold: 0.5,
    prefix_padding_ms: 300,
    silence_duration_ms: silenceMs,
    ...(kind === 'realtime' ? { idle_timeout_ms: null } : {}),
    ...replies,
    ...given,
  }
}

const definedOf = <T extends object>(value: T): T =>
  Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== undefined)) as T

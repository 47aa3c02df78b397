import type { SessionConfig, TranscriptionSessionConfig, WireTranscription } from '@parley/core/protocol'
import type { EffectiveSession } from './effectiveSession.ts'
import { mergeTurnDetection } from './defaults.ts'
import { completeFormat } from './wireAudio.ts'

/** Its transcription sessions have no turn detection; the client commits. */
export const manualTurnsModel = 'gpt-realtime-whisper'

/**
 * The effective session after a partial update, merged as the service merges it: deep through `audio.input` and
 * `audio.output`, whole below, with the exceptions that the service makes for turn detection and noise reduction.
 */
export function mergeSession(
  current: EffectiveSession,
  update: SessionConfig | TranscriptionSessionConfig,
  silenceMs: number,
): EffectiveSession {
  const kind = current.type
  const { audio, type: _type, ...rest } = update
  const given = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined))
  const merged: EffectiveSession = { ...current, ...given }
  // Null is the model's own default, which the echo leaves out.
  if (merged.reasoning == null) delete merged.reasoning
  if (merged.parallel_tool_calls == null) delete merged.parallel_tool_calls
  if (!audio) return merged
  const input = { ...current.audio.input }
  const wanted = audio.input ?? {}
  if (wanted.format !== undefined) input.format = completeFormat(wanted.format)
  if (wanted.turn_detection !== undefined) {
    input.turn_detection = mergeTurnDetection(input.turn_detection, wanted.turn_detection, kind, silenceMs)
  }
  if (wanted.transcription !== undefined) input.transcription = completeTranscription(wanted.transcription)
  if (kind === 'transcription' && input.transcription?.model === manualTurnsModel) input.turn_detection = null
  if (wanted.noise_reduction !== undefined) {
    const kept = input.noise_reduction?.strength
    input.noise_reduction =
      wanted.noise_reduction === null || wanted.noise_reduction.strength !== undefined || kept === undefined
        ? wanted.noise_reduction
        : { ...wanted.noise_reduction, strength: kept }
  }
  merged.audio = { ...current.audio, input }
  if ('output' in audio && audio.output) {
    const { format, ...output } = audio.output
    merged.audio.output = { ...current.audio.output, ...output }
    if (format) merged.audio.output.format = completeFormat(format)
  }
  return merged
}

function completeTranscription(value: WireTranscription | null): WireTranscription | null {
  return value === null
    ? null
    : { ...value, model: value.model, language: value.language ?? null, prompt: value.prompt ?? null }
}

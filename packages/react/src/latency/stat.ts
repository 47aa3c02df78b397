import type { Metrics, TurnTiming } from '@parley/core'

/** Of up to 50 turns; times in ms. */
export interface Stat {
  last: number
  p50: number
  p95: number
  count: number
}

export interface LatencyStats {
  /** From the end of the user's speech to the first sample that was heard. */
  toFirstAudio?: Stat
  /** From the end of the user's speech to the first word or sound that arrived. */
  turn?: Stat
  /** The network alone, where the transport measures it. */
  rtt?: Stat
  last: readonly TurnTiming[]
}

export function latencyStats({ turns, rttMs }: Metrics): LatencyStats {
  const toFirstAudio = statOf(turns.flatMap((turn) => turn.toFirstAudioMs ?? []))
  const turn = statOf(turns.flatMap((timing) => toFirstDelta(timing) ?? []))
  return {
    last: turns,
    ...(toFirstAudio ? { toFirstAudio } : {}),
    ...(turn ? { turn } : {}),
    ...(rttMs === undefined ? {} : { rtt: { last: rttMs, p50: rttMs, p95: rttMs, count: 1 } }),
  }
}

export function toFirstDelta({ userSpeechEndAt, firstDeltaAt }: TurnTiming): number | undefined {
  return userSpeechEndAt === undefined || firstDeltaAt === undefined
    ? undefined
    : Math.max(0, firstDeltaAt - userSpeechEndAt)
}

/** By nearest rank: a value that was really measured. */
export function statOf(values: readonly number[]): Stat | undefined {
  const last = values.at(-1)
  if (last === undefined) return undefined
  const sorted = [...values].sort((a, b) => a - b)
  const rank = (share: number): number => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? last
  return { last, p50: rank(0.5), p95: rank(0.95), count: values.length }
}

export type LatencyGrade = 'good' | 'fair' | 'poor'

/** Under 0.7 s a conversation flows; over 1.5 s people begin to ask whether they were heard. */
export function gradeOf(ms: number): LatencyGrade {
  return ms < 700 ? 'good' : ms < 1500 ? 'fair' : 'poor'
}

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
  toFirstAudio?: Stat | undefined
  /** From the end of the user's speech to the first word or sound that arrived. */
  turn?: Stat | undefined
  /** The network alone, where the transport measures it. */
  rtt?: Stat | undefined
  last: readonly TurnTiming[]
}

export function latencyStats({ turns, rttMs }: Metrics): LatencyStats {
  return {
    toFirstAudio: statOf(turns.map((turn) => turn.toFirstAudioMs)),
    turn: statOf(turns.map(toFirstDelta)),
    rtt: statOf([rttMs]),
    last: turns,
  }
}

export function toFirstDelta({ userSpeechEndAt, firstDeltaAt }: TurnTiming): number | undefined {
  return userSpeechEndAt === undefined || firstDeltaAt === undefined
    ? undefined
    : Math.max(0, firstDeltaAt - userSpeechEndAt)
}

/** By nearest rank: a value that was really measured. */
export function statOf(given: readonly (number | undefined)[]): Stat | undefined {
  const values = given.filter((value) => value !== undefined)
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

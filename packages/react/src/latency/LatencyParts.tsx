'use client'

import type { SessionSnapshot, TurnTiming } from '@parley/core'
import { definePart } from '../internal/definePart.ts'
import { formatSeconds } from '../internal/formatDuration.ts'
import type { Part, PartProps } from '../internal/PartProps.ts'
import { renderPart } from '../internal/renderPart.tsx'
import { shallowEqual } from '../internal/shallowEqual.ts'
import type { Labels } from '../labels/Labels.ts'
import { useLabels } from '../labels/useLabels.ts'
import { useRealtime } from '../session/useRealtime.ts'
import { gradeOf, toFirstDelta, type LatencyGrade } from './stat.ts'

export interface LatencyPartState {
  grade: LatencyGrade | null
}
export type LatencyPartProps = PartProps<HTMLElement, LatencyPartState>

const heardTurns = (s: SessionSnapshot): readonly TurnTiming[] =>
  s.metrics.turns.filter((turn) => turn.toFirstAudioMs !== undefined).slice(-7)

function useTurns(): { turns: readonly TurnTiming[]; last: number | undefined; state: LatencyPartState } {
  const turns = useRealtime(heardTurns, shallowEqual)
  const last = turns.at(-1)?.toFirstAudioMs
  return { turns, last, state: { grade: last === undefined ? null : gradeOf(last) } }
}

function gradeWord(grade: LatencyGrade | null, labels: Labels): string {
  if (grade === null) return labels.latencyNone
  return grade === 'good' ? labels.latencyGood : grade === 'fair' ? labels.latencyFair : labels.latencyPoor
}

/** How long the last reply took to be heard, with a line of the last seven. Empty before the first. */
export const Root: Part<LatencyPartProps> = definePart('Latency.Root', function LatencyRoot(props: LatencyPartProps) {
  const labels = useLabels()
  const { last, state } = useTurns()
  const name =
    last === undefined ? labels.latencyNone : labels.latencyReply(formatSeconds(last), gradeWord(state.grade, labels))
  const children = (
    <>
      <Sparkline />
      <Value />
    </>
  )
  return renderPart(
    'span',
    'latency',
    state,
    { role: 'img', 'aria-label': name, title: labels.latency, children },
    props,
  )
})

/** The last reply: `0.41 s`. */
export const Value: Part<LatencyPartProps> = definePart(
  'Latency.Value',
  function LatencyValue(props: LatencyPartProps) {
    const { last, state } = useTurns()
    return renderPart(
      'span',
      'latency-value',
      state,
      { children: last === undefined ? '' : formatSeconds(last) },
      props,
    )
  },
)

/** The last seven replies as a line; higher is slower. Decorative. */
export const Sparkline: Part<LatencyPartProps> = definePart(
  'Latency.Sparkline',
  function LatencySparkline(props: LatencyPartProps) {
    const { turns, state } = useTurns()
    if (turns.length < 2) return null
    const most = Math.max(800, ...turns.map((turn) => turn.toFirstAudioMs ?? 0))
    const points = turns.map((turn, i): [number, number] => [
      1 + (41 * i) / (turns.length - 1),
      14 - (12 * (turn.toFirstAudioMs ?? 0)) / most,
    ])
    const [x = 42, y = 8] = points.at(-1) ?? []
    const children = (
      <>
        <polyline points={points.map((point) => point.map((value) => value.toFixed(1)).join()).join(' ')} />
        <circle cx={x} cy={y} r="1.8" />
      </>
    )
    return renderPart('svg', 'latency-sparkline', state, { viewBox: '0 0 44 16', 'aria-hidden': true, children }, props)
  },
)

/** Where the last reply's time went; the network apart where the connection measures it, over WebRTC. Nothing before the first. */
export const Breakdown: Part<LatencyPartProps> = definePart(
  'Latency.Breakdown',
  function LatencyBreakdown(props: LatencyPartProps) {
    const labels = useLabels()
    const { turns, last, state } = useTurns()
    const rttMs = useRealtime((s) => s.metrics.rttMs ?? 0)
    const turn = turns.at(-1)
    const model = turn && toFirstDelta(turn)
    if (!turn || last === undefined || model === undefined) return null
    const turnEnd = Math.min(last, Math.max(0, (turn.turnEndAt ?? 0) - (turn.userSpeechEndAt ?? 0)))
    const answered = Math.max(0, Math.min(model, last) - turnEnd)
    const network = Math.min(Math.round(rttMs), answered)
    const parts = [
      { part: 'turn-end', name: labels.latencyTurnEnd, ms: turnEnd },
      { part: 'network', name: labels.latencyNetwork, ms: network },
      { part: 'model', name: labels.latencyModel, ms: answered - network },
      { part: 'playout', name: labels.latencyPlayout, ms: Math.max(0, last - model) },
    ].filter(({ part, ms }) => ms > 0 || part === 'model' || part === 'playout')
    const children = (
      <>
        <figcaption>
          <span>{labels.lastReply}</span>
          <b>{formatSeconds(last)}</b>
        </figcaption>
        <div data-slot="latency-breakdown-bar" aria-hidden="true">
          {parts.map(({ part, ms }) => (
            <i key={part} data-part={part} style={{ flexGrow: Math.max(1, ms) }} />
          ))}
        </div>
        <dl>
          {parts.map(({ part, name, ms }) => (
            <div key={part}>
              <dt>{name}</dt>
              <dd>{Math.round(ms)}</dd>
            </div>
          ))}
        </dl>
      </>
    )
    return renderPart('figure', 'latency-breakdown', state, { children }, props)
  },
)

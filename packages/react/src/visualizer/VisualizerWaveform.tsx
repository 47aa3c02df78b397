'use client'

import type { SessionSnapshot } from '@parley/core'
import { definePart } from '../internal/definePart.ts'
import type { Part } from '../internal/PartProps.ts'
import { useLatest } from '../internal/useLatest.ts'
import { useLabels } from '../labels/useLabels.ts'
import { useRealtime } from '../session/useRealtime.ts'
import { useCanvasPart, type VisualizerProps } from './canvasPart.tsx'

const selectAgentName = (s: SessionSnapshot): string => s.agentName

/** The conversation in time: two lanes on one axis, interruptions as cuts, tool calls as diamonds. One image with a name; the facts are in the transcript. */
export const Waveform: Part<VisualizerProps> = definePart(
  'Visualizer.Waveform',
  function VisualizerWaveform(props: VisualizerProps) {
    const labels = useLabels()
    const agent = useRealtime(selectAgentName) || labels.agent
    const words = useLatest({ you: labels.you, agent, notYetHeard: labels.notYetHeard })
    const named = { labelled: true, 'aria-label': labels.timeline(agent), ...props }
    return useCanvasPart(
      'visualizer-waveform',
      async (session) => (await import('./waveformPainter.ts')).createWaveformPainter(session, words.get),
      named,
    )
  },
)

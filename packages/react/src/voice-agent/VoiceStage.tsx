'use client'

import type { ReactElement } from 'react'
import * as Latency from '../latency/Latency.parts.ts'
import { useLabels } from '../labels/useLabels.ts'
import { useRealtime } from '../session/useRealtime.ts'
import { poseText } from '../visualizer/canvasPart.tsx'
import { selectPose } from '../visualizer/pose.ts'
import * as Visualizer from '../visualizer/Visualizer.parts.ts'

export type VoiceVisualizer = 'bars' | 'waveform' | 'ring' | 'orb' | 'dots'

const pictures = {
  bars: Visualizer.Bars,
  waveform: Visualizer.Waveform,
  ring: Visualizer.Ring,
  orb: Visualizer.Orb,
  dots: Visualizer.Dots,
}

/** The agent as a picture, and its state in a word. */
export function VoiceStage({ visualizer, fresh }: { visualizer: VoiceVisualizer; fresh: boolean }): ReactElement {
  const labels = useLabels()
  const pose = useRealtime(selectPose)
  const name = useRealtime((s) => s.agentName)
  const Picture = pictures[visualizer]
  return (
    <div data-slot="voice-agent-stage" data-visualizer={visualizer}>
      {/* Before the first conversation nothing is off yet: the picture is at rest. */}
      <Picture {...(fresh && pose === 'disconnected' ? { state: 'idle' as const } : {})} />
      <p data-slot="voice-agent-word">{pose === 'disconnected' ? name : poseText(pose, labels)}</p>
      {!fresh && <Latency.Breakdown />}
    </div>
  )
}

/** The same in one line, where there is no room for the stage. */
export function VoiceState(): ReactElement {
  const labels = useLabels()
  const pose = useRealtime(selectPose)
  return (
    <div data-slot="voice-agent-state">
      <Visualizer.Bars />
      <span>{poseText(pose, labels)}</span>
    </div>
  )
}

'use client'

import type { ReactElement } from 'react'
import { useMergedRef } from '../internal/mergeRefs.ts'
import { definePart } from '../internal/definePart.ts'
import type { Part, PartProps } from '../internal/PartProps.ts'
import { renderPart } from '../internal/renderPart.tsx'
import type { Labels } from '../labels/Labels.ts'
import { useLabels } from '../labels/useLabels.ts'
import type { Pose } from './pose.ts'
import { useVisualizer, type LoadPainter, type VisualizerOptions, type VisualizerState } from './useVisualizer.ts'
import type { Painter } from './visualizerLoop.ts'

export type VisualizerProps = PartProps<HTMLCanvasElement, VisualizerState> &
  VisualizerOptions & {
    /** Tells readers the state in a word (`role="img"`). Default: decorative, since `useAgentState` and the transcript say it. */
    labelled?: boolean
  }

/** A canvas with a painter. The hook of every visualizer. */
export function useCanvasPart(
  slot: string,
  load: LoadPainter,
  { source, state, bands: _bands, size, level, motion, labelled = false, ref, ...props }: VisualizerProps,
): ReactElement {
  const labels = useLabels()
  const options: VisualizerOptions = {}
  if (source !== undefined) options.source = source
  if (state !== undefined) options.state = state
  if (level !== undefined) options.level = level
  if (motion !== undefined) options.motion = motion
  const visualizer = useVisualizer(options, load)
  const merged = useMergedRef(visualizer.ref, ref)
  const own = {
    ...(labelled ? { role: 'img', 'aria-label': poseText(visualizer.state.pose, labels) } : { 'aria-hidden': true }),
    ...(size === undefined ? {} : { style: { width: size, height: size } }),
  }
  return renderPart('canvas', slot, visualizer.state, own, { ...props, ref: merged })
}

/** A picture that needs nothing but its props. */
export function canvasPart(
  displayName: string,
  slot: string,
  load: (props: VisualizerProps) => Promise<Painter>,
): Part<VisualizerProps> {
  return definePart(displayName, function VisualizerPicture(props: VisualizerProps) {
    return useCanvasPart(slot, () => load(props), props)
  })
}

export function poseText(pose: Pose, labels: Labels): string {
  switch (pose) {
    case 'disconnected':
      return labels.stateDisconnected
    case 'connecting':
      return labels.statusConnecting
    case 'reconnecting':
      return labels.statusReconnecting(1)
    case 'initializing':
      return labels.stateInitializing
    case 'idle':
      return labels.stateIdle
    case 'listening':
      return labels.stateListening
    case 'thinking':
      return labels.stateThinking
    case 'tool':
      return labels.stateTool
    case 'speaking':
      return labels.stateSpeaking
    case 'both':
      return labels.stateBoth
    case 'interrupted':
      return labels.stateInterrupted
    case 'muted':
      return labels.stateMuted
    case 'error':
      return labels.stateError
  }
}

'use client'

import { definePart } from '../internal/definePart.ts'
import type { Part } from '../internal/PartProps.ts'
import { useCanvasPart, type VisualizerProps } from './canvasPart.tsx'

/** Spokes on a circle: the user's point outwards, the agent's inwards; waiting is a comet on it. */
export const Ring: Part<VisualizerProps> = definePart(
  'Visualizer.Ring',
  function VisualizerRing(props: VisualizerProps) {
    return useCanvasPart(
      'visualizer-ring',
      async () => (await import('./ringPainter.ts')).createRingPainter(props.bands),
      props,
    )
  },
)

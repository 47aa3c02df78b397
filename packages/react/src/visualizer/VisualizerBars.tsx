'use client'

import { definePart } from '../internal/definePart.ts'
import type { Part } from '../internal/PartProps.ts'
import { useCanvasPart, type VisualizerProps } from './canvasPart.tsx'

/** Bars on an axis: the user above, the agent below, so that talking over each other is both halves moving. */
export const Bars: Part<VisualizerProps> = definePart(
  'Visualizer.Bars',
  function VisualizerBars(props: VisualizerProps) {
    return useCanvasPart(
      'visualizer-bars',
      async () => (await import('./barsPainter.ts')).createBarsPainter(props.bands),
      props,
    )
  },
)

'use client'

import { definePart } from '../internal/definePart.ts'
import type { Part } from '../internal/PartProps.ts'
import { useCanvasPart, type VisualizerProps } from './canvasPart.tsx'

/** A square of dots with the axis in its middle row; `bands` is the edge, an odd number, default 7. For small sizes. */
export const Dots: Part<VisualizerProps> = definePart(
  'Visualizer.Dots',
  function VisualizerDots(props: VisualizerProps) {
    return useCanvasPart(
      'visualizer-dots',
      async () => (await import('./dotsPainter.ts')).createDotsPainter(props.bands),
      props,
    )
  },
)

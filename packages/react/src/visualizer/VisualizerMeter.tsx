'use client'

import { definePart } from '../internal/definePart.ts'
import type { Part } from '../internal/PartProps.ts'
import { useCanvasPart, type VisualizerProps } from './canvasPart.tsx'

/** A strip of cells that fill with the level; two strips for both sides. */
export const Meter: Part<VisualizerProps> = definePart(
  'Visualizer.Meter',
  function VisualizerMeter(props: VisualizerProps) {
    return useCanvasPart(
      'visualizer-meter',
      async () => (await import('./meterPainter.ts')).createMeterPainter(props.source ?? 'both', props.bands),
      props,
    )
  },
)

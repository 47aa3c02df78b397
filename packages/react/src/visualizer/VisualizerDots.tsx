'use client'

import type { Part } from '../internal/PartProps.ts'
import { canvasPart, type VisualizerProps } from './canvasPart.tsx'

/** A square of dots with the axis in its middle row; `bands` is the edge, an odd number, default 7. For small sizes. */
export const Dots: Part<VisualizerProps> = canvasPart('Visualizer.Dots', 'visualizer-dots', async ({ bands }) =>
  (await import('./dotsPainter.ts')).createDotsPainter(bands),
)

'use client'

import type { Part } from '../internal/PartProps.ts'
import { canvasPart, type VisualizerProps } from './canvasPart.tsx'

/** Bars on an axis: the user above, the agent below, so that talking over each other is both halves moving. */
export const Bars: Part<VisualizerProps> = canvasPart('Visualizer.Bars', 'visualizer-bars', async ({ bands }) =>
  (await import('./barsPainter.ts')).createBarsPainter(bands),
)

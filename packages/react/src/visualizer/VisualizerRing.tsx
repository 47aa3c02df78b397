'use client'

import type { Part } from '../internal/PartProps.ts'
import { canvasPart, type VisualizerProps } from './canvasPart.tsx'

/** Spokes on a circle: the user's point outwards, the agent's inwards; waiting is a comet on it. */
export const Ring: Part<VisualizerProps> = canvasPart('Visualizer.Ring', 'visualizer-ring', async ({ bands }) =>
  (await import('./ringPainter.ts')).createRingPainter(bands),
)

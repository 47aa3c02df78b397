'use client'

import type { Part } from '../internal/PartProps.ts'
import { canvasPart, type VisualizerProps } from './canvasPart.tsx'

/** A disc with a horizon: the user's voice presses the water from above, the agent's raises it. WebGL2, fetched when first shown. */
export const Orb: Part<VisualizerProps> = canvasPart('Visualizer.Orb', 'visualizer-orb', async () =>
  (await import('./orbPainter.ts')).createOrbPainter(),
)

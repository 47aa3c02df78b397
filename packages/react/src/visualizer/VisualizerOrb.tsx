'use client'

import { definePart } from '../internal/definePart.ts'
import type { Part } from '../internal/PartProps.ts'
import { useCanvasPart, type VisualizerProps } from './canvasPart.tsx'

/** A disc with a horizon: the user's voice presses the water from above, the agent's raises it. WebGL2, fetched when first shown. */
export const Orb: Part<VisualizerProps> = definePart('Visualizer.Orb', function VisualizerOrb(props: VisualizerProps) {
  return useCanvasPart('visualizer-orb', async () => (await import('./orbPainter.ts')).createOrbPainter(), props)
})

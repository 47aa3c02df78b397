'use client'

import type { Part } from '../internal/PartProps.ts'
import { canvasPart, type VisualizerProps } from './canvasPart.tsx'

/** A strip of cells that fill with the level; two strips for both sides. */
export const Meter: Part<VisualizerProps> = canvasPart(
  'Visualizer.Meter',
  'visualizer-meter',
  async ({ source = 'both', bands }) => (await import('./meterPainter.ts')).createMeterPainter(source, bands),
)

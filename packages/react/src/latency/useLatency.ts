'use client'

import { useMemo } from 'react'
import type { Metrics, SessionSnapshot } from '@parley/core'
import { useRealtime } from '../session/useRealtime.ts'
import { latencyStats, type LatencyStats } from './stat.ts'

const selectMetrics = (s: SessionSnapshot): Metrics => s.metrics

/** How long replies take, as they are heard: last, median and 95th percentile of up to 50 turns. Renders once or twice a turn. */
export function useLatency(): LatencyStats {
  const metrics = useRealtime(selectMetrics)
  return useMemo(() => latencyStats(metrics), [metrics])
}

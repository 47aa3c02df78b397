export { Breakdown, Root, Sparkline, Value, type LatencyPartProps, type LatencyPartState } from './LatencyParts.tsx'

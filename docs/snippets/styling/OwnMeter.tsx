import { useLevelRef } from '@parley/react'

/** `--level` goes from 0 to 1 while the agent speaks; nothing renders. */
export function OwnMeter() {
  const ref = useLevelRef<HTMLDivElement>('agent', { property: '--level' })
  return <div ref={ref} style={{ height: 4, transformOrigin: 'left', scale: 'var(--level) 1', background: 'teal' }} />
}

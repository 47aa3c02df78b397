import { Latency, Session } from '@parley/react'
import type { Scene } from './Conversation.tsx'
import { Mark } from './Mark.tsx'

export function Header({ scene }: { scene: Scene }) {
  const talks = scene === 'live' || scene === 'ended'
  return (
    <header className="head">
      <span className="brand">
        <Mark />
        Parley
      </span>
      <span className="who">Nora, weather desk</span>
      <span className="space" />
      {talks && <Latency.Root />}
      <Session.Root>
        <Session.StatusDot />
        <Session.StatusText />
      </Session.Root>
      {talks && <Session.Timer />}
    </header>
  )
}

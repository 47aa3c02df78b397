import { Latency, Session } from '@parley/react'
import type { Scene } from './Conversation.tsx'
import { Mark } from './Mark.tsx'

export function Header({ scene }: { scene: Scene }) {
  return (
    <header className="head">
      <span className="brand">
        <Mark />
        Parley
      </span>
      <span className="who">Nora, weather desk</span>
      <span className="space" />
      <Session.Root>
        <Session.StatusDot />
        <Session.StatusText />
      </Session.Root>
      {(scene === 'live' || scene === 'ended') && (
        <>
          <Session.Timer />
          <Latency.Root />
        </>
      )}
    </header>
  )
}

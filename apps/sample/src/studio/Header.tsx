import { Latency, Session, useConnection, useRealtime } from '@parley/react'
import { desk } from './agents.ts'
import { Mark } from './Mark.tsx'

export function Header({ talks }: { talks: boolean }) {
  const name = useRealtime((s) => s.agentName)
  const connection = useConnection()
  const fallback = connection.status === 'connected' && connection.fallback
  return (
    <header className="head">
      <a className="brand" href="/" aria-label="Parley, the short page">
        <Mark />
        <span>Parley</span>
      </a>
      <h1 className="who">
        {name}, {desk[name]?.role}
      </h1>
      <span className="space" />
      {fallback && <span className="fallback">WebSocket instead of WebRTC</span>}
      {talks && <Latency.Root />}
      <Session.Root>
        <Session.StatusDot />
        <Session.StatusText />
      </Session.Root>
      {talks && <Session.Timer />}
    </header>
  )
}

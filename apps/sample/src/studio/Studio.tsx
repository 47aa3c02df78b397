import { enLabels, RealtimeProvider, useRealtimeSession, type Labels } from '@parley/react'
import { useEffect, useLayoutEffect, useState } from 'react'
import { desk, nora } from './agents.ts'
import { fetchClientSecret } from './clientSecret.ts'
import { Conversation } from './Conversation.tsx'
import { conversationOf, saveOnLeave, savedConversation, type SavedConversation } from './savedConversation.ts'

export type TransportChoice = 'auto' | 'webrtc' | 'websocket'

/** How the conversation is held and what is open beside it; all may change while it goes on. */
export interface Choices {
  transport: TransportChoice
  /** Turns are bounded by the user's hand instead of by silence. */
  holdToTalk: boolean
  typing: boolean
  captions: boolean
  workbench: boolean
}
const atFirst: Choices = { transport: 'auto', holdToTalk: false, typing: false, captions: false, workbench: false }

/** Another session: with what was said before, or afresh. */
export type Restart = (next: { keep: boolean; connect: boolean; transport?: TransportChoice }) => void

const labels: Partial<Labels> = {
  approvalSummary: (name) => (name === 'book_hotel' ? 'Book this room?' : enLabels.approvalSummary(name)),
}

/** One session at a time; its `key` makes the next one. */
export function Studio({ url }: { url: string }) {
  const [run, setRun] = useState(() => ({ id: 0, saved: savedConversation(), connect: false }))
  const [choices, setChoices] = useState(atFirst)
  const next = (saved: SavedConversation | null, connect: boolean): void => setRun({ id: run.id + 1, saved, connect })
  const change = (some: Partial<Choices>): void => setChoices((before) => ({ ...before, ...some }))
  return <Talk key={run.id} {...{ url, ...run, choices, change, next }} />
}

interface TalkProps {
  url: string
  saved: SavedConversation | null
  connect: boolean
  choices: Choices
  change: (choices: Partial<Choices>) => void
  next: (saved: SavedConversation | null, connect: boolean) => void
}

function Talk({ url, saved, connect, choices, change, next }: TalkProps) {
  const session = useRealtimeSession({
    agent: desk[saved?.agentName ?? '']?.agent ?? nora,
    url,
    clientSecret: fetchClientSecret,
    transport: choices.transport,
    config: {
      modelSettings: { turnDetection: choices.holdToTalk ? null : { type: 'server_vad' } },
      approvalTimeoutMs: 60_000,
      guardrailsSettings: { debounceTextLength: 10 },
    },
    initialHistory: saved?.history ?? [],
  })
  // In the press that asked for it, so that the browser lets sound in and out.
  useLayoutEffect(() => {
    if (connect) void session.connect().catch(() => {})
  }, [connect, session])
  useEffect(() => saveOnLeave(session), [session])
  const restart: Restart = ({ keep, connect, transport }) => {
    if (transport) change({ transport })
    next(keep ? conversationOf(session) : null, connect)
  }
  return (
    <RealtimeProvider session={session} labels={labels}>
      <Conversation {...{ choices, change, restart }} />
    </RealtimeProvider>
  )
}

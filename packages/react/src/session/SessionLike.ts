import type { RealtimeSession } from '@parley/core'

/** What hooks and parts need of a session: a `RealtimeSession`, or something that behaves like one. */
export type SessionLike = Pick<
  RealtimeSession,
  | 'connect'
  | 'close'
  | 'on'
  | 'sendMessage'
  | 'interrupt'
  | 'mute'
  | 'startTurn'
  | 'endTurn'
  | 'cancelTurn'
  | 'approve'
  | 'reject'
  | 'registerTool'
  | 'getSnapshot'
  | 'getServerSnapshot'
  | 'subscribe'
  | 'microphone'
  | 'speaker'
  | 'recorder'
>

/** A session whatever the type of its context: what is handed in. Who handed it in knows which tools fit. */
export type AnySession = Omit<SessionLike, 'registerTool'> & { registerTool: (tool: never) => () => void }

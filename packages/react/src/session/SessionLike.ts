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

import type { EventType, SessionEventMap } from './eventMap.ts'

/** Keys of event payloads that hold an agent: in the fold an agent is its key, the object is put in when the event is emitted. */
type AgentField = 'agent' | 'fromAgent' | 'toAgent'
type Payload<T> = { [K in keyof T]: K extends AgentField ? string : T[K] }

/** An event for the app, as the fold writes it: agents by key, and the whole history left out until somebody reads it. */
export type PublicEvent = {
  [K in EventType]: { type: K } & Omit<Payload<SessionEventMap[K]>, 'history'>
}[EventType]

import { replayTrace, type RealtimeSession, type Trace } from '@parley/core'

/** For a bug report: what happened, without audio and without secrets. */
export const report = (session: RealtimeSession): string => JSON.stringify(session.trace())

/** The state in which the session of a report ended. */
export const reproduce = (json: string) => replayTrace(JSON.parse(json) as Trace)

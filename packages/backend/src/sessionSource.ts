import { getSessionConfig, RealtimeAgent, type RunConfig } from '@parley/core'
import type { SessionConfig } from '@parley/core/protocol'
import { z } from 'zod'

import type { Caller } from './guardedRoute.ts'
import { fn } from './options.ts'

/** What the session is to be, stated on the server: by the agent itself, or in wire form. */
export type SessionSource<C = unknown> = AgentSource<C> | WireSource<C>

export interface AgentSource<C = unknown> {
  /** The definition the page uses too. Instructions and tools are computed here, with `context` of the caller. */
  agent: RealtimeAgent<C>
  /** Model and voice settings, as for `RealtimeRunner`. */
  config?: RunConfig<C>
  session?: never
}

export interface WireSource<C = unknown> {
  /** The session object of the wire, or what makes it for each caller. */
  session: SessionConfig | ((caller: Caller<C> | undefined) => SessionConfig | Promise<SessionConfig>)
  agent?: never
  config?: never
}

export const sessionSourceShape: z.ZodRawShape = {
  agent: z.instanceof(RealtimeAgent, { error: 'must be a RealtimeAgent' }).optional(),
  config: z.looseObject({}).optional(),
  session: z
    .union([z.looseObject({ type: z.literal('realtime') }), fn()], {
      error: 'must be a session with `type: "realtime"`, or a function that makes one',
    })
    .optional(),
}

export function createSessionSource<C>(
  source: SessionSource<C>,
): (caller: Caller<C> | undefined) => Promise<SessionConfig> {
  const { agent, config, session } = source
  if (agent !== undefined) return (caller) => getSessionConfig(agent, runOptions(config, caller))
  return async (caller) => (typeof session === 'function' ? session(caller) : session)
}

/** Absent stays absent: the agent's functions see `context` as undefined when nobody named one. */
export function runOptions<C>(
  config: RunConfig<C> | undefined,
  caller: Caller<C> | undefined,
): { config?: RunConfig<C>; context?: C } {
  return {
    ...(config === undefined ? {} : { config }),
    ...(caller?.context === undefined ? {} : { context: caller.context }),
  }
}

import type { SessionConfig } from '@parley/core/protocol'
import { z } from 'zod'

import type { Caller } from './guardedRoute.ts'
import { fn } from './options.ts'

/** What the session is to be: stated on the server, so that the page cannot read or change it before it starts. */
export interface SessionSource<C = unknown> {
  /** The session in wire form, or made for each caller. */
  session: SessionConfig | ((caller: Caller<C> | undefined) => SessionConfig | Promise<SessionConfig>)
}

export const sessionSourceShape: z.ZodRawShape = {
  session: z.union([z.looseObject({ type: z.literal('realtime') }), fn()], {
    error: 'must be a session with `type: "realtime"`, or a function that makes one',
  }),
}

export function createSessionSource<C>(
  source: SessionSource<C>,
): (caller: Caller<C> | undefined) => Promise<SessionConfig> {
  const { session } = source
  return async (caller) => (typeof session === 'function' ? session(caller) : session)
}

import {
  isRealtimeError,
  RealtimeRunner,
  type Clock,
  type ConnectionError,
  type RealtimeAgent,
  type RealtimeError,
  type RealtimeSession,
  type RunConfig,
} from '@parley/core'
import type { ClientEvent } from '@parley/core/protocol'

import type { Upstream } from './upstream.ts'
import { createWatchedSocket } from './watchedSocket.ts'

const RETRY_MS = 400

/** A session of the core on a running call. It is not connected yet. */
export async function createCallSession<C>(
  callId: string,
  options: { agent: RealtimeAgent<C>; config?: RunConfig<C>; context?: C },
  upstream: Upstream,
  onSent: (event: ClientEvent) => void,
): Promise<RealtimeSession<C>> {
  const { agent: startingAgent, config, context } = options
  const runner = new RealtimeRunner<C>({ startingAgent, ...(config && { config }) })
  return runner.run({
    ...(context === undefined ? {} : { context }),
    modelConfig: {
      callId,
      url: upstream.baseUrl,
      headers: await upstream.signIn(),
      transport: 'websocket',
      createWebSocket: createWatchedSocket(onSent),
      // Made again here: the session's own way is to tell a new conversation what the old one held.
      reconnect: false,
    },
  })
}

/** A call that was just opened may not be known yet, a network may be gone for a while: it is tried again as long as that may help. */
export async function connectInTime<C>(
  session: RealtimeSession<C>,
  clock: Clock,
  ms: number,
  mayHelp: (error: RealtimeError) => boolean,
): Promise<void> {
  const until = clock.now() + ms
  for (;;) {
    try {
      return await session.connect()
    } catch (error) {
      if (!isRealtimeError(error) || !mayHelp(error) || clock.now() + RETRY_MS > until) throw error
      await new Promise<void>((resolve) => clock.setTimeout(resolve, RETRY_MS))
    }
  }
}

/** The service knows no such call: not yet, or no longer. It closes with 4000 where the request itself is wrong. */
export function isGone(error: RealtimeError): boolean {
  const { closeCode, status } = error as Partial<ConnectionError>
  return closeCode === 4000 || status === 404
}

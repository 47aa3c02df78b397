import type { Clock, RealtimeSession } from '@parley/core'

const QUIET_MS = 60_000
const ANSWER_MS = 10_000

/**
 * A call may end, or a socket die, without a word. After a minute in which the service said nothing it is asked for one, by an
 * update that changes nothing; `onDead` is called when it gives none. Returns what stops the watch.
 */
export function watchSignsOfLife<C>(session: RealtimeSession<C>, clock: Clock, onDead: () => void): () => void {
  let heardAt = clock.now()
  let cancel = (): void => {}
  const stopListening = session.on('raw_model_event', () => {
    heardAt = clock.now()
  })
  const listen = (): void => {
    cancel = clock.setTimeout(check, Math.max(1, heardAt + QUIET_MS - clock.now()))
  }
  const check = (): void => {
    // While the connection is made again, that decides.
    if (session.status !== 'connected') heardAt = clock.now()
    if (clock.now() - heardAt < QUIET_MS) return listen()
    const askedAt = clock.now()
    session.sendEvent({ type: 'session.update', session: { type: 'realtime' }, event_id: `parley_probe_${askedAt}` })
    cancel = clock.setTimeout(
      () => (heardAt >= askedAt || session.status !== 'connected' ? listen() : onDead()),
      ANSWER_MS,
    )
  }
  listen()
  return () => {
    cancel()
    stopListening()
  }
}

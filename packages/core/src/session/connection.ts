import { initialConnection } from './initialState.ts'
import { ConnectionError, type RealtimeError } from '../errors.ts'
import type { SessionState } from './sessionState.ts'
import { defineSlice, type Slice, type Step } from './slice.ts'
import type { ConnectionState } from './snapshot.ts'

/** What the connection slice keeps beside the public `connection`. */
export interface LinkState {
  /** Counts attempts: a report of an older one is ignored. */
  readonly generation: number
  readonly open: boolean
  readonly closing: boolean
  /** The server's first word; its id. */
  readonly sessionId: string
  readonly kind: string
  readonly audio: 'frames' | 'track'
  readonly fallback: boolean
  /** The conversation is another's, which goes on without us: nothing is replayed into it. */
  readonly attached: boolean
  /** Set while a lost connection is being made again. */
  readonly retry: { readonly attempt: number; readonly since: number } | null
  readonly everConnected: boolean
  readonly online: boolean
  /** The planned change to a new session is due at the next pause. */
  readonly rolloverDue: boolean
}
export interface ConnectionKeys {
  readonly connection: ConnectionState
  readonly expiresAt: number | null
  readonly link: LinkState
}

/** The server answers `session.update` within one round trip; Azure with its filter never does (docs/behaviour.md, rule 145). */
const readyTimeoutMs = 5_000
/** How long before its end a session is said to expire; of a short one, the last tenth. */
const expiryWarningMs = 60_000
/** A timer that is later than this was slept through: those of a hidden page come up to a minute late. */
const asleepMs = 65_000
/** Without a pause the change to a new session happens when this part of the warning time is left. */
const rolloverLatestShare = 1 / 6

type Patch = Partial<ConnectionKeys>

/** Slice: from `connect` to `close`, what happens when the connection is lost, and the change to a new session in time. */
export const connection: Slice<'connection' | 'expiresAt' | 'link'> = defineSlice(['connection', 'expiresAt', 'link'], {
  'connection.asked': (state, _event, step) => {
    const generation = state.link.generation + 1
    step.do({ type: 'connection.open', generation })
    return {
      ...move({ status: 'connecting' }, step),
      expiresAt: null,
      link: { ...initialConnection.link, generation, online: state.link.online },
    }
  },

  'transport.opened': (state, event, step) => {
    if (event.generation !== state.link.generation || state.link.closing) return
    const { kind, audio, fallback, attached } = event
    const link = { ...state.link, open: true, kind, audio, fallback, attached }
    step.do({ type: 'timer.start', id: 'ready', ms: readyTimeoutMs })
    // Where the settings are the server's, its first word is all there is to wait for.
    if (!state.options.managed) {
      step.do({ type: 'send', event: { type: 'session.update', session: event.config, event_id: connectEventId } })
    }
    return { link }
  },

  'session.created': (state, event, step) => {
    const next = named(state, event, step)
    return (state.options.managed && becomeReady({ ...state, ...next }, step)) || next
  },
  'session.updated': (state, event, step) => {
    const next = named(state, event, step)
    return becomeReady({ ...state, ...next }, step) ?? next
  },

  'transport.failed': (state, event, step) =>
    event.generation === state.link.generation && !state.link.closing ? lose(state, event.error, step) : undefined,
  'transport.closed': (state, event, step) => {
    if (event.generation !== state.link.generation || state.link.closing || !state.link.open) return
    // A normal close by the server is the end of the conversation, not an accident.
    return event.error ? lose(state, event.error, step) : end(state, { status: 'disconnected' }, null, step)
  },

  'connection.closeAsked': (state, event, step) => {
    const { status } = state.connection
    if (status === 'disconnected' && !state.link.open) return
    const link = { ...state.link, closing: true }
    const reason = event.reason === null ? {} : { reason: event.reason }
    return end({ ...state, link }, { status: 'disconnected', ...reason }, null, step)
  },

  // Over only when every slice has said its last word.
  'connection.ended': (_state, event, step) =>
    event.willRetry ? undefined : step.raise({ type: 'connection.finished', error: event.error }),
  'connection.finished': (_state, event, step) => step.do({ type: 'connection.over', error: event.error }),

  'network.changed': (state, event, step) => {
    const link = { ...state.link, online: event.online }
    if (event.online && state.connection.status === 'reconnecting') {
      step.do({ type: 'timer.start', id: 'reconnect', ms: 0 })
    }
    return { link }
  },

  'timer.fired': (state, event, step) => {
    const { status } = state.connection
    switch (event.id) {
      case 'ready': {
        const ready = becomeReady(state, step)
        if (ready) step.raise({ type: 'error.reported', error: notConfirmed() })
        return ready
      }
      case 'reconnect': {
        if (status !== 'reconnecting' || state.link.open || !state.link.online) return
        const generation = state.link.generation + 1
        step.do({ type: 'connection.open', generation })
        return { link: { ...state.link, generation } }
      }
      case 'giveUp': {
        if (status !== 'reconnecting') return
        const { retry } = state.link
        // What was slept through was no time to try: it begins again.
        if (step.at - retry!.since > state.options.reconnect!.giveUpAfterMs + asleepMs)
          return lose({ ...state, link: { ...state.link, retry: null } }, state.connection.error, step)
        const error = new ConnectionError(
          'reconnect_gave_up',
          'The connection was lost and not made again in time. Check the network and reconnect.',
          { cause: state.connection.error, severity: 'fatal', retryable: true },
        )
        step.emit({ type: 'error', error })
        return end(state, { status: 'error', error }, error, step)
      }
      case 'expiring': {
        if (state.expiresAt === null || status !== 'connected') return
        const rollover = state.options.reconnect?.rollover ?? false
        step.emit({ type: 'session_expiring', expiresAt: state.expiresAt, rollover })
        if (!rollover) return
        step.do({ type: 'timer.start', id: 'rollover', ms: (state.expiresAt - step.at) * (1 - rolloverLatestShare) })
        return rollOver({ ...state, link: { ...state.link, rolloverDue: true } }, step, false)
      }
      case 'rollover':
        return state.link.rolloverDue ? rollOver(state, step, true) : undefined
      default:
        return
    }
  },

  // Perhaps a pause in the conversation, the best moment for a change that is due: looked at once all slices saw the event.
  'response.done': (state, _event, step) =>
    state.link.rolloverDue ? step.raise({ type: 'pause.reached' }) : undefined,
  'playback.drained': (state, _event, step) =>
    state.link.rolloverDue ? step.raise({ type: 'pause.reached' }) : undefined,
  'pause.reached': (state, _event, step) => (state.link.rolloverDue ? rollOver(state, step, false) : undefined),
})

/** The update sent at connect: its acknowledgement makes the connection ready, no promise waits for it. */
export const connectEventId = 'parley_connect'

/** The session's id and its end, as the server tells them. */
function named(
  state: SessionState,
  { session }: { session: { id?: string; expires_at?: number } },
  step: Step,
): Pick<ConnectionKeys, 'link' | 'expiresAt'> {
  const { expires_at: seconds, id = state.link.sessionId } = session
  const expiresAt = typeof seconds === 'number' && seconds > 0 ? seconds * 1000 : state.expiresAt
  if (state.connection.status === 'connected') armExpiry(state.expiresAt, expiresAt, step)
  return { link: { ...state.link, sessionId: id }, expiresAt }
}

function becomeReady(state: SessionState, step: Step): Patch | undefined {
  const { status } = state.connection
  if ((status !== 'connecting' && status !== 'reconnecting') || !state.link.open) return
  const since = state.link.retry?.since ?? null
  cancel(step, 'ready', 'giveUp')
  armExpiry(null, state.expiresAt, step)
  const { sessionId, kind, fallback } = state.link
  step.raise({ type: 'connection.readied', generation: state.link.generation, since })
  return {
    ...move({ status: 'connected', sessionId, transport: kind, fallback }, step),
    expiresAt: state.expiresAt,
    link: { ...state.link, everConnected: true, retry: null, rolloverDue: false },
  }
}

function armExpiry(before: number | null, expiresAt: number | null, step: Step): void {
  if (expiresAt === null || expiresAt === before) return
  const left = expiresAt - step.at
  step.do({ type: 'timer.start', id: 'expiring', ms: Math.max(0, left - Math.min(expiryWarningMs, left / 10)) })
}

function notConfirmed(): ConnectionError {
  return new ConnectionError(
    'handshake_timed_out',
    'The server did not confirm the settings within 5 seconds. The session goes on as if it had.',
    { severity: 'warning' },
  )
}

/** The connection, or an attempt at one, failed. */
function lose(state: SessionState, error: RealtimeError, step: Step): Patch {
  const options = state.options.reconnect
  const first = !state.link.everConnected
  if (first || !options || !error.retryable) return end(state, { status: 'error', error }, error, step)
  const retry = state.link.retry ?? { attempt: 0, since: step.at }
  if (retry.attempt === 0) step.do({ type: 'timer.start', id: 'giveUp', ms: options.giveUpAfterMs })
  step.do({ type: 'connection.close', generation: state.link.generation })
  const attempt = retry.attempt + 1
  const delayMs = backoff(attempt, options.baseDelayMs, options.maxDelayMs, options.jitterSeed)
  step.do({ type: 'timer.start', id: 'reconnect', ms: delayMs })
  step.raise({ type: 'connection.ended', error, willRetry: true })
  cancel(step, 'ready', 'expiring', 'rollover')
  return {
    ...move({ status: 'reconnecting', attempt, nextRetryAt: step.at + delayMs, error }, step),
    expiresAt: null,
    link: { ...state.link, open: false, retry: { ...retry, attempt }, rolloverDue: false },
  }
}

function end(
  state: SessionState,
  next: Extract<ConnectionState, { status: 'disconnected' | 'error' }>,
  error: RealtimeError | null,
  step: Step,
): Patch {
  step.do({ type: 'connection.close', generation: state.link.generation })
  cancel(step, 'giveUp', 'reconnect', 'ready', 'expiring', 'rollover')
  step.raise({ type: 'connection.ended', error, willRetry: false })
  return {
    ...move(next, step),
    expiresAt: null,
    // The next number: whatever the old connection still reports is of another generation.
    link: { ...initialConnection.link, generation: state.link.generation + 1, online: state.link.online },
  }
}

/** Opens a new session before the server ends this one: now if nobody is talking or it cannot wait, else at the next pause. */
function rollOver(state: SessionState, step: Step, mustNow: boolean): Patch {
  const busy =
    state.turn.userSpeaking ||
    state.response.active !== null ||
    state.playback.sounding !== null ||
    state.tools.running > 0
  if (busy && !mustNow) return { link: state.link }
  const error = new ConnectionError('session_expired', 'The session reached its time limit; a new one takes over.', {
    severity: 'warning',
    retryable: true,
  })
  const generation = state.link.generation + 1
  step.do({ type: 'connection.close', generation: state.link.generation })
  step.do({ type: 'connection.open', generation })
  if (state.options.reconnect) step.do({ type: 'timer.start', id: 'giveUp', ms: state.options.reconnect.giveUpAfterMs })
  cancel(step, 'rollover')
  step.raise({ type: 'connection.ended', error, willRetry: true })
  return {
    ...move({ status: 'reconnecting', attempt: 0, nextRetryAt: step.at, error }, step),
    expiresAt: null,
    link: { ...state.link, generation, open: false, rolloverDue: false, retry: { attempt: 0, since: step.at } },
  }
}

function cancel(step: Step, ...timers: string[]): void {
  for (const id of timers) step.do({ type: 'timer.cancel', id })
}

function move(connection: ConnectionState, step: Step): { connection: ConnectionState } {
  step.emit({ type: 'connection_changed', connection })
  return { connection }
}

/** Exponential, with a jitter of a quarter either way. The seed is drawn once a session, so that a trace replays. */
function backoff(attempt: number, baseMs: number, maxMs: number, seed: number): number {
  const full = Math.min(maxMs, baseMs * 2 ** (attempt - 1))
  const noise = Math.abs(Math.sin(seed * 12.9898 + attempt * 78.233) * 43758.5453) % 1
  return Math.round(full * (0.75 + noise / 2))
}

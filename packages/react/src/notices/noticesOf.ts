import {
  ConnectionError,
  type ConnectionState,
  type MicrophoneState,
  type RealtimeError,
  type Severity,
} from '@parley/core'
import { errorText } from '../labels/errorText.ts'
import type { Labels } from '../labels/Labels.ts'
import { micMessage } from '../microphone/micMessage.ts'

export interface NoticeFacts {
  connection: ConnectionState
  microphone: MicrophoneState
  muted: boolean
  blocked: boolean
  lastError: RealtimeError | null
}

export interface Notice {
  id: string
  severity: Severity
  message: string
  error?: RealtimeError
  action?: { label: string; kind: 'connect' | 'unmute' | 'retryMic' | 'unlock' }
  /** What it is about: dismissing hides it until there is another cause. */
  cause: unknown
}

/** What there is to know now, in no order that means anything. */
export function noticesOf(facts: NoticeFacts, labels: Labels): Notice[] {
  const { connection } = facts
  const notices = [connectionNotice(connection, labels), ...liveNotices(facts, labels), errorNotice(facts, labels)]
  return notices.filter((notice) => notice !== null)
}

const pressing = { fatal: 0, error: 1, warning: 2 } as const

/** The most severe first; of the equally severe, the one whose cause came last. `arrived`: causes, the oldest first. */
export function mostPressingFirst(notices: readonly Notice[], arrived: readonly unknown[]): Notice[] {
  return notices.toSorted(
    (a, b) => pressing[a.severity] - pressing[b.severity] || arrived.indexOf(b.cause) - arrived.indexOf(a.cause),
  )
}

function connectionNotice(connection: ConnectionState, labels: Labels): Notice | null {
  if (connection.status === 'error') {
    const { error } = connection
    return {
      id: 'connection',
      severity: 'fatal',
      message: errorText(error, labels),
      error,
      action: { label: labels.retry, kind: 'connect' },
      cause: error,
    }
  }
  if (connection.status !== 'reconnecting') return null
  const { error, attempt } = connection
  return {
    id: 'connection',
    severity: 'warning',
    message: labels.statusReconnecting(attempt),
    error,
    cause: connection,
  }
}

function liveNotices({ connection, microphone, muted, blocked }: NoticeFacts, labels: Labels): (Notice | null)[] {
  if (connection.status === 'disconnected' || connection.status === 'error') return []
  return [
    blocked
      ? {
          id: 'speaker',
          severity: 'error',
          message: labels.speakerBlocked,
          action: { label: labels.unlockSpeaker, kind: 'unlock' },
          cause: 'blocked',
        }
      : null,
    micNotice(microphone, muted, labels),
  ]
}

function micNotice(microphone: MicrophoneState, muted: boolean, labels: Labels): Notice | null {
  const message = micMessage({ ...microphone, muted }, labels)
  if (message === null || microphone.status === 'off') return null
  const text = `${message.title.replace(/[.。]$/, '')}. ${message.advice}`
  const base = { id: 'microphone', message: text, cause: causeOf(microphone, message.title) }
  const retry = { label: labels.retry, kind: 'retryMic' as const }
  if (microphone.status === 'error') return { ...base, severity: 'error', error: microphone.error, action: retry }
  if (microphone.status === 'interrupted') return { ...base, severity: 'warning', action: retry }
  if (microphone.status === 'prompt')
    return { ...base, severity: 'warning', action: { label: labels.allowMicrophone, kind: 'retryMic' } }
  if (muted) return { ...base, severity: 'warning', action: { label: labels.unmute, kind: 'unmute' } }
  return { ...base, severity: 'warning' }
}

/** The same for as long as it is the same trouble: what comes again is told again. */
function causeOf(microphone: MicrophoneState, title: string): unknown {
  if (microphone.status === 'error') return microphone.error
  if (microphone.status === 'interrupted') return microphone
  return microphone.status === 'live' ? `${title}${microphone.silentSince}` : `${microphone.status}${title}`
}

/** The last error, unless the connection or the microphone already says it, or said it and is over it. */
function errorNotice({ connection, lastError, microphone }: NoticeFacts, labels: Labels): Notice | null {
  if (lastError === null || lastError.severity === 'fatal' || lastError instanceof ConnectionError) return null
  if ('error' in connection && connection.error === lastError) return null
  if (microphone.status === 'error' || lastError.code.startsWith('microphone') || lastError.code.startsWith('device'))
    return null
  return {
    id: 'error',
    severity: lastError.severity,
    message: errorText(lastError, labels),
    error: lastError,
    cause: lastError,
  }
}

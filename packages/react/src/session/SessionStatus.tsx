'use client'

import type { ConnectionState } from '@parley/core'
import { definePart } from '../internal/definePart.ts'
import type { Part, PartProps } from '../internal/PartProps.ts'
import { renderPart } from '../internal/renderPart.tsx'
import { errorText } from '../labels/errorText.ts'
import type { Labels } from '../labels/Labels.ts'
import { useLabels } from '../labels/useLabels.ts'
import type { SessionPartState } from './SessionRoot.tsx'
import { useConnection } from './useConnection.ts'

export type SessionStatusProps = PartProps<HTMLSpanElement, SessionPartState>

/** A dot in four shapes: ring on the way, disc connected, diamond error, hollow grey off. Decorative: say it with `StatusText`. */
export const StatusDot: Part<SessionStatusProps> = definePart(
  'Session.StatusDot',
  function SessionStatusDot(props: SessionStatusProps) {
    const { status } = useConnection()
    return renderPart('span', 'session-status-dot', { state: status }, { 'aria-hidden': true }, props)
  },
)

/** The connection in words, announced when it changes. */
export const StatusText: Part<SessionStatusProps> = definePart(
  'Session.StatusText',
  function SessionStatusText(props: SessionStatusProps) {
    const labels = useLabels()
    const connection = useConnection()
    const own = { role: 'status', children: statusText(connection, labels) }
    return renderPart('span', 'session-status-text', { state: connection.status }, own, props)
  },
)

function statusText(connection: ConnectionState, labels: Labels): string {
  switch (connection.status) {
    case 'disconnected':
      return labels.statusDisconnected
    case 'connecting':
      return labels.statusConnecting
    case 'connected':
      return labels.statusConnected
    case 'reconnecting':
      return labels.statusReconnecting(connection.attempt)
    case 'error':
      return labels.statusError
  }
}

export type SessionErrorMessageProps = PartProps<HTMLParagraphElement, SessionPartState & { code: string | null }>

/** Why the connection failed and what to do. Only there after an error; announced at once. */
export const ErrorMessage: Part<SessionErrorMessageProps> = definePart(
  'Session.ErrorMessage',
  function SessionErrorMessage(props: SessionErrorMessageProps) {
    const labels = useLabels()
    const connection = useConnection()
    if (connection.status !== 'error') return null
    const own = { role: 'alert', children: errorText(connection.error, labels) }
    const state = { state: connection.status, code: connection.error.code }
    return renderPart('p', 'session-error', state, own, props)
  },
)

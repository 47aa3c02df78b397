'use client'

import { definePart } from '../internal/definePart.ts'
import type { Part, PartProps } from '../internal/PartProps.ts'
import { renderPart } from '../internal/renderPart.tsx'
import { useLabels } from '../labels/useLabels.ts'
import type { SessionPartState } from './SessionRoot.tsx'
import { useConnection } from './useConnection.ts'
import { useConversationSpan } from './useConversationSpan.ts'
import { useSession } from './useSession.ts'

export type SessionButtonProps = PartProps<HTMLButtonElement, SessionPartState> & { disabled?: boolean }

/** Starts the conversation, inside the press, so that the browser lets sound in and out. Disabled on the way. Errors show in `Session.ErrorMessage`. */
export const ConnectButton: Part<SessionButtonProps> = definePart(
  'Session.ConnectButton',
  function SessionConnectButton(props: SessionButtonProps) {
    const session = useSession()
    const labels = useLabels()
    const { status } = useConnection()
    const before = useConversationSpan() !== null
    const busy = status === 'connecting' || status === 'reconnecting'
    const own = {
      type: 'button',
      disabled: busy || status === 'connected',
      'aria-busy': busy || undefined,
      onClick: () => void session.connect().catch(() => {}),
      children: busy
        ? labels.statusConnecting
        : before && status !== 'connected'
          ? labels.connectAgain
          : labels.connect,
    }
    return renderPart('button', 'session-connect', { state: status }, own, props)
  },
)

/** Ends the conversation; calls off one that is being made. */
export const DisconnectButton: Part<SessionButtonProps> = definePart(
  'Session.DisconnectButton',
  function SessionDisconnectButton(props: SessionButtonProps) {
    const session = useSession()
    const labels = useLabels()
    const { status } = useConnection()
    const own = {
      type: 'button',
      disabled: status === 'disconnected' || status === 'error',
      onClick: () => void session.close().catch(() => {}),
      children: labels.disconnect,
    }
    return renderPart('button', 'session-disconnect', { state: status }, own, props)
  },
)

/** Tries again. Only there after an error. */
export const RetryButton: Part<SessionButtonProps> = definePart(
  'Session.RetryButton',
  function SessionRetryButton(props: SessionButtonProps) {
    const session = useSession()
    const labels = useLabels()
    const { status } = useConnection()
    if (status !== 'error') return null
    const own = {
      type: 'button',
      onClick: () => void session.connect().catch(() => {}),
      children: labels.retry,
    }
    return renderPart('button', 'session-retry', { state: status }, own, props)
  },
)

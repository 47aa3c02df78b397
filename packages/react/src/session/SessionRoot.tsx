'use client'

import type { ConnectionStatus } from '@parley/core'
import { definePart } from '../internal/definePart.ts'
import type { Part, PartProps } from '../internal/PartProps.ts'
import { renderPart } from '../internal/renderPart.tsx'
import { useConnection } from './useConnection.ts'

export interface SessionPartState {
  state: ConnectionStatus
}
export type SessionRootProps = PartProps<HTMLDivElement, SessionPartState>

/** Groups the parts of a session; `data-state` is the connection's status. */
export const Root: Part<SessionRootProps> = definePart('Session.Root', function SessionRoot(props: SessionRootProps) {
  const { status } = useConnection()
  return renderPart('div', 'session-root', { state: status }, {}, props)
})

'use client'

import type { ConnectionState, SessionSnapshot } from '@parley/core'
import { useRealtime } from './useRealtime.ts'

const selectConnection = (s: SessionSnapshot): ConnectionState => s.connection

/** The connection, as a union by `status`. Renders when it changes. */
export function useConnection(): ConnectionState {
  return useRealtime(selectConnection)
}

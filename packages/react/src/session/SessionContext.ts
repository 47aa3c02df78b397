'use client'

import { createContext, type Context } from 'react'
import type { SessionLike } from './SessionLike.ts'

/** The session of the nearest provider. */
export const SessionContext: Context<SessionLike | null> = createContext<SessionLike | null>(null)

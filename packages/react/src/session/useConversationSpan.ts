'use client'

import { useSyncExternalStore } from 'react'
import { conversationSpan, type ConversationSpan } from './conversationSpan.ts'
import { useSession } from './useSession.ts'

/** When the conversation began and ended; null before the first. Renders twice a conversation. */
export function useConversationSpan(): ConversationSpan | null {
  const { subscribe, get, getInitial } = conversationSpan(useSession())
  return useSyncExternalStore(subscribe, get, getInitial)
}

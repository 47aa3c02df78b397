import type { RealtimeItem, RealtimeSession } from '@parley/core'

/** A conversation to go on with: what was said, and who was talking. */
export interface SavedConversation {
  agentName: string
  history: readonly RealtimeItem[]
}

const key = 'parley-studio'

/** What this tab talked about before it was reloaded; null when it did not. */
export function savedConversation(): SavedConversation | null {
  try {
    return JSON.parse(sessionStorage.getItem(key) ?? 'null') as SavedConversation | null
  } catch {
    return null
  }
}

export function conversationOf(session: RealtimeSession): SavedConversation {
  return { agentName: session.currentAgent.name, history: session.history }
}

/** Keeps the conversation in the tab when the page goes. Returns its end. */
export function saveOnLeave(session: RealtimeSession): () => void {
  const save = (): void => {
    try {
      if (session.history.length === 0) sessionStorage.removeItem(key)
      else sessionStorage.setItem(key, JSON.stringify(conversationOf(session)))
    } catch {
      // More pictures than a tab may keep: the next visit starts afresh.
    }
  }
  window.addEventListener('pagehide', save)
  return () => window.removeEventListener('pagehide', save)
}

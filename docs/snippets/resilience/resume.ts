import { RealtimeRunner, type RealtimeItem, type RealtimeSession } from '@parley/core'
import { agent } from './agent.ts'

const key = 'conversation'

/** Keeps the conversation in this browser, so that a reload goes on with it. */
export function keep(session: RealtimeSession): () => void {
  return session.on('history_updated', ({ history }) => localStorage.setItem(key, JSON.stringify(history)))
}

export async function resume(clientSecret: () => Promise<string>): Promise<RealtimeSession> {
  const stored = localStorage.getItem(key)
  const initialHistory = stored ? (JSON.parse(stored) as RealtimeItem[]) : []
  return new RealtimeRunner({ startingAgent: agent }).run({ modelConfig: { clientSecret }, initialHistory })
}

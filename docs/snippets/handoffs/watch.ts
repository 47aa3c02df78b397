import type { RealtimeSession } from '@parley/core'
import { billing } from './agents.ts'

export function logHandoffs(session: RealtimeSession, log: (line: string) => void): () => void {
  return session.on('handoff', ({ fromAgent, toAgent }) => log(`${fromAgent.name} hands over to ${toAgent.name}`))
}

/** A button of a supervisor: another agent goes on, without the model's asking. */
export const takeToBilling = (session: RealtimeSession): Promise<void> => session.updateAgent(billing)

import { RealtimeRunner } from '@parley/core'
import { agent } from './agent.ts'

export const session = await new RealtimeRunner({ startingAgent: agent }).run({
  modelConfig: {
    url: 'http://127.0.0.1:8790/v1',
    apiKey: 'local',
    // These are the defaults; `reconnect: false` turns it off.
    reconnect: { giveUpAfterMs: 60_000, baseDelayMs: 500, maxDelayMs: 10_000, rollover: true },
  },
})

session.on('connection_changed', ({ connection }) => {
  if (connection.status === 'reconnecting') console.info('attempt', connection.attempt)
})
session.on('session_expiring', ({ expiresAt, rollover }) => {
  console.info('This session ends at', new Date(expiresAt), rollover ? 'and another takes over.' : 'for good.')
})
session.on('error', ({ error }) => {
  if (error.code === 'reconnect_gave_up') console.error('Offline. Press Start to try again.')
})

import { RealtimeRunner } from '@parley/core'
import { agent } from './agent.ts'

export const runner = new RealtimeRunner({
  startingAgent: agent,
  config: {
    modelSettings: {
      turnDetection: { type: 'semantic_vad', eagerness: 'low', interruptResponse: true },
    },
  },
})

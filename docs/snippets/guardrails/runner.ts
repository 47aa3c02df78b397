import { RealtimeRunner } from '@parley/core'
import { agent } from './agent.ts'

const runner = new RealtimeRunner({
  startingAgent: agent,
  config: { guardrailsSettings: { debounceTextLength: 60, holdBack: true } },
})

export const session = await runner.run({
  modelConfig: { url: 'http://127.0.0.1:8790/v1', apiKey: 'local', transport: 'websocket' },
})

session.on('guardrail_tripped', ({ results, message }) => {
  console.warn(results.map(({ name }) => name).join(', '), message)
})

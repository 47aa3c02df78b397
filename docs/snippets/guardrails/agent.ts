import { outputGuardrail, RealtimeAgent } from '@parley/core'

const noPromises = outputGuardrail({
  name: 'no_promises',
  policyHint: 'Do not promise refunds. Say that a colleague will decide.',
  check: (text) => ({ tripped: /\b(?:will|can) refund\b/i.test(text) }),
})

export const agent = new RealtimeAgent({
  name: 'Support',
  instructions: 'You help customers of a bookshop.',
  outputGuardrails: [noPromises],
})

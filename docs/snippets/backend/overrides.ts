import { createClientSecretHandler } from '@parley/backend'

import { agent } from './agent.ts'

// The page: fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"voice":"marin"}' })
export const mint = createClientSecretHandler({
  apiKey: () => process.env['OPENAI_API_KEY'],
  agent,
  allowClientOverrides: { voice: ['ash', 'marin'], language: true },
})

import { createClientSecretHandler, forwardedAddress } from '@parley/backend'
import { agent } from '../../../agent.ts'

export const POST = createClientSecretHandler({
  // Functions: `next build` loads this file, and there is no key yet.
  apiKey: () => process.env['OPENAI_API_KEY'],
  agent,
  clientAddress: forwardedAddress({ trustedProxies: 1 }),
})

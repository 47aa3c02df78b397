// app/api/realtime/secret/route.ts
import { createClientSecretHandler, forwardedAddress } from '@parley/backend'

import { agent } from './agent.ts'

export const POST = createClientSecretHandler({
  // A function: there is no key yet while `next build` loads this file.
  apiKey: () => process.env['OPENAI_API_KEY'],
  agent,
  clientAddress: forwardedAddress({ trustedProxies: 1 }),
})

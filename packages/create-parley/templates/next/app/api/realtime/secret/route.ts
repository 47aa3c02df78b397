import { createClientSecretHandler, forwardedAddress } from '@parley/backend'
import { agent } from '../../../../lib/agent.ts'
import { realtimeService } from '../../../../lib/realtimeService.ts'

/** Gives the page a secret that opens one conversation. */
export const POST = createClientSecretHandler({
  ...realtimeService(),
  agent,
  clientAddress: forwardedAddress({ trustedProxies: 1 }),
})

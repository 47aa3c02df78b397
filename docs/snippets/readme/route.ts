import { createClientSecretHandler } from '@parley/backend'
import { RealtimeAgent } from '@parley/core'

const agent = new RealtimeAgent({ name: 'Nora', instructions: 'You help travellers. Be brief.' })

export const POST = createClientSecretHandler({ apiKey: () => process.env['OPENAI_API_KEY'], agent })

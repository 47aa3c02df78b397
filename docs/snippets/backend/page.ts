import { RealtimeRunner, type ClientSecret } from '@parley/core'

import { agent } from './agent.ts'

async function clientSecret({ signal }: { signal: AbortSignal }): Promise<ClientSecret> {
  const response = await fetch('/api/realtime/secret', { method: 'POST', signal })
  if (!response.ok) throw new Error(`No client secret: HTTP ${response.status}`)
  return (await response.json()) as ClientSecret
}

const runner = new RealtimeRunner({ startingAgent: agent })
const session = await runner.run({ modelConfig: { clientSecret } })
await session.connect()

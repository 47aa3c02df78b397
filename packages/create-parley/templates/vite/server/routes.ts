import { getConnInfo } from '@hono/node-server/conninfo'
import { createClientSecretHandler, setClientAddress } from '@parley/backend'
import { Hono } from 'hono'
import { agent } from '../src/agent.ts'
import { realtimeService } from './realtimeService.ts'

/** What the page asks its server: where the voice service is, and a secret that opens one conversation. */
export function createRoutes(env: Record<string, string | undefined>): Hono {
  const service = realtimeService(env)
  const secret = createClientSecretHandler({ ...service, agent })
  const app = new Hono()
  app.get('/api/realtime/config', (c) => c.json({ url: service.baseUrl }))
  app.post('/api/realtime/secret', (c) => secret(setClientAddress(c.req.raw, getConnInfo(c).remote.address)))
  return app
}

import { createClientSecretHandler } from '@parley/backend'
import { Hono } from 'hono'
import { nora } from '../src/agent.ts'

export interface ServerOptions {
  /** Of the realtime service, ending in `/v1`. */
  baseUrl: string
  /** Never leaves this server. */
  apiKey: string
}

/** The server of the sample: the page asks it where the voice server is, and for a key that lives a minute. */
export function createApp({ baseUrl, apiKey }: ServerOptions): Hono {
  const secret = createClientSecretHandler({ apiKey, baseUrl, agent: nora })
  const app = new Hono()
  app.get('/api/realtime/config', (c) => c.json({ url: baseUrl }))
  app.post('/api/realtime/secret', (c) => secret(c.req.raw))
  return app
}

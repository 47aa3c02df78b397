import { serve } from '@hono/node-server'
import { getConnInfo } from '@hono/node-server/conninfo'
import { createClientSecretHandler, setClientAddress } from '@parley/backend'
import { Hono } from 'hono'

import { agent } from './agent.ts'

const mint = createClientSecretHandler({ apiKey: () => process.env['OPENAI_API_KEY'], agent })

const app = new Hono()
app.post('/api/realtime/secret', (c) => mint(setClientAddress(c.req.raw, getConnInfo(c).remote.address)))
serve({ fetch: app.fetch, port: 8787 })

import { serve } from '@hono/node-server'
import { getConnInfo } from '@hono/node-server/conninfo'
import { serveStatic } from '@hono/node-server/serve-static'
import { createClientSecretHandler, setClientAddress } from '@parley/backend'
import { Hono } from 'hono'
import { agent } from './agent.ts'

const { OPENAI_API_KEY = '', OPENAI_BASE_URL = 'https://api.openai.com/v1' } = process.env
const secret = createClientSecretHandler({ apiKey: OPENAI_API_KEY, baseUrl: OPENAI_BASE_URL, agent })

const app = new Hono()
app.post('/api/realtime/secret', (c) => secret(setClientAddress(c.req.raw, getConnInfo(c).remote.address)))
app.use(serveStatic({ root: 'dist' }))
serve({ fetch: app.fetch, port: 8787 }, ({ port }) => console.log(`http://localhost:${port}`))

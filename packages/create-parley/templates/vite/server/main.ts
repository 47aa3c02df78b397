import { serve } from '@hono/node-server'
import { serveStatic } from '@hono/node-server/serve-static'
import { Hono } from 'hono'
import { secureHeaders } from 'hono/secure-headers'
import { realtimeService } from './realtimeService.ts'
import { createRoutes } from './routes.ts'

/** What `npm start` runs: the built page, its routes, and headers that let nothing else in. */
const { baseUrl } = realtimeService(process.env)
const { origin } = new URL(baseUrl)
const app = new Hono()
app.use(
  secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: ["'self'"],
      connectSrc: ["'self'", origin, origin.replace('http', 'ws')],
      frameAncestors: ["'none'"],
    },
    permissionsPolicy: { microphone: ['self'] },
  }),
)
app.route('/', createRoutes(process.env))
app.use(serveStatic({ root: 'dist' }))

const port = Number(process.env['PORT'] ?? 3000)
serve({ fetch: app.fetch, port }, () => {
  console.log(`Open http://localhost:${port}`)
  if (!process.env['OPENAI_API_KEY']) {
    console.log(`There is no OPENAI_API_KEY: it talks with ${baseUrl}. Start that with: npx parley-server`)
  }
})

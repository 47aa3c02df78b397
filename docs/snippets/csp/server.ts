import { Hono } from 'hono'
import { secureHeaders } from 'hono/secure-headers'

const service = 'https://api.openai.com'

export const app = new Hono()
app.use(
  secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: ["'self'"],
      connectSrc: ["'self'", service, service.replace('http', 'ws')],
      // Pictures in the composer.
      imgSrc: ["'self'", 'data:'],
      frameAncestors: ["'none'"],
    },
    permissionsPolicy: { microphone: ['self'] },
  }),
)

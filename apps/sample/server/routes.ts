import { createClientSecretHandler, toNodeHandler } from '@parley/backend'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Plugin } from 'vite'
import { nora } from '../src/studio/agents.ts'
import { isLocal, type Service } from './service.ts'

/** Serves the app's two routes beside the pages, in development and in `vite preview`: one process, one address. */
export function realtimeRoutes({ baseUrl, apiKey, model }: Service): Plugin {
  const secret = toNodeHandler(
    createClientSecretHandler({
      apiKey,
      baseUrl,
      agent: nora,
      config: { modelSettings: model ? { modelName: model } : {} },
      // A demo has one user, who sits at this machine. Your app reads its own session here.
      authorize: (request) => isLocal(new URL(request.url)) && { userId: 'this machine' },
      rateLimit: { perUser: { limit: 60, windowSeconds: 60 } },
    }),
  )
  const url = model ? `${baseUrl}?model=${encodeURIComponent(model)}` : baseUrl
  const route = (request: IncomingMessage, response: ServerResponse, next: () => void): void => {
    if (request.url === '/api/realtime/secret') void secret(request, response)
    else if (request.url === '/api/realtime/config') {
      response.setHeader('content-type', 'application/json').end(JSON.stringify({ url }))
    } else next()
  }
  return {
    name: 'realtime-routes',
    configureServer: (server) => void server.middlewares.use(route),
    configurePreviewServer: (server) => void server.middlewares.use(route),
  }
}

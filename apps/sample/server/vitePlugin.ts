import { getRequestListener } from '@hono/node-server'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Plugin } from 'vite'
import { createApp, type ServerOptions } from './app.ts'

/** Serves the app's routes beside the page, in development and in `vite preview`: one process, one address. */
export function appServer(options: ServerOptions): Plugin {
  const listener = getRequestListener(createApp(options).fetch)
  const route = (request: IncomingMessage, response: ServerResponse, next: () => void): void => {
    if (request.url?.startsWith('/api/')) void listener(request, response)
    else next()
  }
  return {
    name: 'sample-server',
    configureServer: (server) => void server.middlewares.use(route),
    configurePreviewServer: (server) => void server.middlewares.use(route),
  }
}

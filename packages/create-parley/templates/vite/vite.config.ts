import { getRequestListener } from '@hono/node-server'
import react from '@vitejs/plugin-react'
import { defineConfig, loadEnv, type Plugin } from 'vite'
import { createRoutes } from './server/routes.ts'

/** While you develop, Vite serves the page and the routes at one address. */
function routes(env: Record<string, string>): Plugin {
  const listener = getRequestListener(createRoutes(env).fetch)
  return {
    name: 'routes',
    configureServer({ middlewares }) {
      middlewares.use((request, response, next) => {
        if (request.url?.startsWith('/api/')) void listener(request, response)
        else next()
      })
    },
  }
}

export default defineConfig(({ mode }) => ({
  plugins: [react(), routes(loadEnv(mode, import.meta.dirname, 'OPENAI_'))],
}))

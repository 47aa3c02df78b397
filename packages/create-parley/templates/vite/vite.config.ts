import { getRequestListener } from '@hono/node-server'
import react from '@vitejs/plugin-react'
import { defineConfig, loadEnv, type Plugin } from 'vite'
import { createRoutes } from './server/routes.ts'

/** While you develop, Vite serves the page and the routes at one address. */
const routes: Plugin = {
  name: 'routes',
  configureServer({ config, middlewares }) {
    const listener = getRequestListener(createRoutes(loadEnv(config.mode, config.root, 'OPENAI_')).fetch)
    middlewares.use((request, response, next) => {
      if (request.url?.startsWith('/api/')) void listener(request, response)
      else next()
    })
  },
}

export default defineConfig({ plugins: [react(), routes] })

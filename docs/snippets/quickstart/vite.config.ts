import { createClientSecretHandler, toNodeHandler } from '@parley/backend'
import react from '@vitejs/plugin-react'
import { defineConfig, loadEnv, type Plugin } from 'vite'
import { agent } from './agent.ts'

const secretRoute: Plugin = {
  name: 'secret-route',
  configureServer({ config, middlewares }) {
    const { OPENAI_API_KEY = '', OPENAI_BASE_URL = '' } = loadEnv(config.mode, config.root, 'OPENAI_')
    const handler = createClientSecretHandler({ apiKey: OPENAI_API_KEY, baseUrl: OPENAI_BASE_URL, agent })
    middlewares.use('/api/realtime/secret', toNodeHandler(handler))
  },
}

export default defineConfig({
  plugins: [react(), secretRoute],
  // The page may read this one name of `.env`. The key stays in this process.
  envPrefix: 'OPENAI_BASE_URL',
})

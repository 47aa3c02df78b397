import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { appServer } from './server/vitePlugin.ts'

const { PARLEY_SERVER_URL, OPENAI_BASE_URL, OPENAI_API_KEY = 'local' } = process.env

/** A realtime service, or the local server that `npm start` runs beside this app. */
const baseUrl = PARLEY_SERVER_URL ?? OPENAI_BASE_URL ?? 'http://127.0.0.1:8790/v1'
const { origin, host, protocol } = new URL(baseUrl)
const socket = `${protocol === 'https:' ? 'wss' : 'ws'}://${host}`

export default defineConfig({
  plugins: [react(), appServer({ baseUrl, apiKey: OPENAI_API_KEY })],
  build: { sourcemap: true },
  preview: {
    headers: {
      'Content-Security-Policy': `default-src 'self'; connect-src 'self' ${origin} ${socket}; img-src 'self' data:; style-src 'self'; worker-src 'self'`,
    },
  },
})

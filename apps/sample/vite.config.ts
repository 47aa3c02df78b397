import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { realtimeRoutes } from './server/routes.ts'
import { serviceFrom } from './server/service.ts'

const service = serviceFrom(process.env)
const { origin, host, protocol } = new URL(service.baseUrl)
const socket = `${protocol === 'https:' ? 'wss' : 'ws'}://${host}`

export default defineConfig({
  plugins: [react(), realtimeRoutes(service)],
  build: { sourcemap: true, rollupOptions: { input: { main: 'index.html', studio: 'studio.html' } } },
  preview: {
    headers: {
      'Content-Security-Policy': `default-src 'self'; connect-src 'self' ${origin} ${socket}; img-src 'self' data:; style-src 'self'; worker-src 'self'`,
    },
  },
})

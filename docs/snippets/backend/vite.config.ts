import { defineConfig, type UserConfig } from 'vite'

const config: UserConfig = defineConfig({
  server: { proxy: { '/api': 'http://127.0.0.1:8787' } },
})
export default config

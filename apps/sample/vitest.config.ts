import { defineConfig } from 'vitest/config'

export default defineConfig({
  resolve: { conditions: ['@parley/source'] },
  ssr: { resolve: { conditions: ['@parley/source'] } },
  test: { name: 'sample', environment: 'node', include: ['*.test.ts', 'server/*.test.ts'] },
})

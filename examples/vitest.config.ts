import { defineConfig } from 'vitest/config'

export default defineConfig({
  resolve: { conditions: ['@parley/source'] },
  ssr: { resolve: { conditions: ['@parley/source'] } },
  test: { name: 'examples', environment: 'node', include: ['*.test.ts'], testTimeout: 30_000 },
})

import { defineConfig } from 'vitest/config'

export default defineConfig({
  resolve: { conditions: ['@parley/source'] },
  ssr: { resolve: { conditions: ['@parley/source', 'node'] } },
  test: {
    name: 'docs',
    environment: 'node',
    include: ['test/**/*.test.{ts,tsx}', 'snippets/**/*.test.{ts,tsx}'],
    testTimeout: 30_000,
  },
})

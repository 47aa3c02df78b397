import { defineConfig } from 'vitest/config'

export default defineConfig({
  resolve: { conditions: ['@parley/source'] },
  ssr: { resolve: { conditions: ['@parley/source'] } },
  test: {
    name: 'create-parley',
    environment: 'node',
    include: ['src/**/*.test.ts', 'templates/*/{src,lib}/*.test.ts'],
    testTimeout: 30_000,
  },
})

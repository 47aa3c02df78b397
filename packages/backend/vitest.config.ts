import { defineConfig } from 'vitest/config'

export default defineConfig({
  resolve: { conditions: ['@parley/source'] },
  ssr: { resolve: { conditions: ['@parley/source'] } },
  test: {
    name: 'backend',
    environment: 'node',
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    setupFiles: ['test/leakWatch.ts'],
    // Real servers on a machine that may have other things to do.
    testTimeout: 20_000,
    expect: { poll: { timeout: 10_000 } },
  },
})

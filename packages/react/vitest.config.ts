import { defineConfig } from 'vitest/config'

export default defineConfig({
  resolve: { conditions: ['@parley/source', 'browser'] },
  // For the tests that run as a server does, without a window.
  ssr: { resolve: { conditions: ['@parley/source', 'node'] } },
  test: {
    name: 'react',
    environment: 'happy-dom',
    include: ['src/**/*.test.{ts,tsx}'],
    exclude: ['src/**/*.browser.test.tsx'],
    setupFiles: ['./test/setup.ts'],
    typecheck: { enabled: true, tsconfig: './tsconfig.test.json', include: ['src/**/*.test-d.{ts,tsx}'] },
  },
})

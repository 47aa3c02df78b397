import { configDefaults, defineConfig } from 'vitest/config'

export default defineConfig({
  resolve: { conditions: ['@parley/source'] },
  ssr: { resolve: { conditions: ['@parley/source'] } },
  test: {
    name: 'local-server',
    environment: 'node',
    include: ['src/**/*.test.ts'],
    // Real speech and real sockets: on a machine that does something else too, the usual five seconds are not enough.
    testTimeout: 30_000,
    exclude: [...configDefaults.exclude, 'src/**/*.browser.test.ts'],
  },
})

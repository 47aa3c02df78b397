import { defineConfig } from 'vitest/config'

/** One run for the whole repository: `npm run pnpm -- vitest run`, or `--project core` for one package. */
export default defineConfig({
  test: {
    projects: [
      'packages/*/vitest.config.ts',
      'packages/*/vitest.browser.config.ts',
      'packages/*/vitest.react18.config.ts',
      'examples/vitest.config.ts',
      'docs/vitest.config.ts',
      'apps/sample/vitest.config.ts',
      'apps/storybook/vitest.config.ts',
      'scripts/vitest.config.mjs',
      'reliability/vitest.config.ts',
    ],
  },
})

import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const from = (path: string): string => fileURLToPath(new URL(path, import.meta.url))
const react = from('node_modules/react-18')
const dom = from('node_modules/react-dom-18')

/** The same tests on the oldest React that is supported. What React 18 does not have (Activity) is tested on 19 alone. */
export default defineConfig({
  resolve: {
    conditions: ['@parley/source', 'browser'],
    alias: [
      {
        find: /^@testing-library\/react$/,
        replacement: from('node_modules/@testing-library/react/dist/@testing-library/react.esm.js'),
      },
      { find: /^react$/, replacement: `${react}/index.js` },
      { find: /^react\/jsx-runtime$/, replacement: `${react}/jsx-runtime.js` },
      { find: /^react\/jsx-dev-runtime$/, replacement: `${react}/jsx-dev-runtime.js` },
      { find: /^react-dom$/, replacement: `${dom}/index.js` },
      { find: /^react-dom\/client$/, replacement: `${dom}/client.js` },
      { find: /^react-dom\/server$/, replacement: `${dom}/server.js` },
      { find: /^react-dom\/test-utils$/, replacement: `${dom}/test-utils.js` },
    ],
  },
  test: {
    name: 'react-18',
    environment: 'happy-dom',
    include: ['src/**/*.test.{ts,tsx}'],
    exclude: [
      '**/*.browser.test.*',
      // Activity is of 19.
      'src/session/useRealtimeSession.test.tsx',
      // They count renders that 18 puts together inside `act`.
      'src/session/useRealtime.test.tsx',
      // An error that is thrown in an effect leaves the `act` of 18 unusable for what follows.
      'src/tool-call/useToolTwice.test.tsx',
      // The adapter adds nothing of React.
      'src/openai-agents/**',
    ],
    setupFiles: ['./test/useReact18.ts', './test/setup.ts'],
    // It imports React itself, and must take the aliased one.
    server: { deps: { inline: [/@testing-library\/react/] } },
  },
})

import { defineConfig } from '@playwright/test'
import { addresses, chromium } from './environment.ts'

const node = process.execPath
const root = new URL('..', import.meta.url).pathname
const preview = (port: number): string =>
  `"${node}" node_modules/vite/bin/vite.js preview --host 127.0.0.1 --port ${port} --strictPort`

/** Whole stories: the built sample app, the local server with real speech, a recorded voice as microphone. */
export default defineConfig({
  testDir: 'tests',
  globalSetup: './makeRecordings.ts',
  outputDir: 'node_modules/.cache/results',
  fullyParallel: false,
  workers: 1,
  retries: process.env['PLAYWRIGHT_JSON_OUTPUT_NAME'] ? 1 : 0,
  timeout: 60_000,
  expect: { timeout: 20_000 },
  reporter: [['list'], ...(process.env['PLAYWRIGHT_JSON_OUTPUT_NAME'] ? ([['json']] as const) : [])],
  use: {
    baseURL: addresses.app,
    launchOptions: { executablePath: chromium.path, args: chromium.args },
    permissions: ['microphone'],
    trace: 'off',
  },
  webServer: [
    {
      command: `"${node}" --conditions=@parley/source packages/local-server/src/bin.ts --port ${addresses.serverPort}`,
      cwd: root,
      url: `http://127.0.0.1:${addresses.serverPort}/`,
      reuseExistingServer: false,
    },
    {
      command: preview(addresses.appPort),
      cwd: `${root}apps/sample`,
      url: addresses.app,
      env: { PARLEY_SERVER_URL: `http://127.0.0.1:${addresses.serverPort}/v1` },
      reuseExistingServer: false,
    },
    {
      command: preview(addresses.lineAppPort),
      cwd: `${root}apps/sample`,
      url: addresses.lineApp,
      env: { PARLEY_SERVER_URL: `http://127.0.0.1:${addresses.linePort}/v1` },
      reuseExistingServer: false,
    },
    {
      command: `"${node}" --conditions=@parley/source node_modules/vite/bin/vite.js --config ../../e2e/editableApp.config.ts --configLoader native --host 127.0.0.1 --port ${addresses.editableAppPort} --strictPort`,
      cwd: `${root}apps/sample`,
      url: addresses.editableApp,
      env: { PARLEY_SERVER_URL: `http://127.0.0.1:${addresses.serverPort}/v1` },
      reuseExistingServer: false,
    },
  ],
})

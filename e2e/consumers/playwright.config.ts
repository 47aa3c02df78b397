import { defineConfig } from '@playwright/test'
import { chromium } from '../environment.ts'
import { recordingFlag } from '../recordings.ts'

/** The packages as strangers get them: packed, in fresh apps made by create-parley, which are built, run and talked with. */
export default defineConfig({
  testDir: '.',
  globalSetup: './pack.ts',
  outputDir: '../node_modules/.cache/consumers',
  workers: 2,
  retries: process.env['PLAYWRIGHT_JSON_OUTPUT_NAME'] ? 1 : 0,
  // An app is installed and built in a hook.
  timeout: 300_000,
  expect: { timeout: 20_000 },
  reporter: [['list'], ...(process.env['PLAYWRIGHT_JSON_OUTPUT_NAME'] ? ([['json']] as const) : [])],
  use: {
    launchOptions: {
      executablePath: chromium.path,
      args: [...chromium.args, chromium.allowing, recordingFlag('silence')],
    },
    permissions: ['microphone'],
    trace: 'off',
    actionTimeout: 20_000,
  },
})

import { playwright } from '@vitest/browser-playwright'
import { defineConfig } from 'vitest/config'

/** Real audio needs a real browser: Chromium with a fake microphone that beeps. */
export default defineConfig({
  resolve: { conditions: ['@parley/source'] },
  test: {
    name: 'core-browser',
    include: ['src/**/*.browser.test.ts'],
    globalSetup: ['src/engine/scriptedServer.setup.ts'],
    browser: {
      enabled: true,
      headless: true,
      screenshotFailures: false,
      provider: playwright({
        launchOptions: {
          executablePath: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium',
          args: [
            '--no-sandbox',
            '--disable-gpu',
            '--use-fake-ui-for-media-stream',
            '--use-fake-device-for-media-stream',
            '--autoplay-policy=no-user-gesture-required',
            '--allow-loopback-in-peer-connection',
            '--disable-features=WebRtcHideLocalIpsWithMdns',
          ],
        },
        contextOptions: { permissions: ['microphone'] },
      }),
      instances: [{ browser: 'chromium' }],
    },
  },
})

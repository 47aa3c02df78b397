import { playwright } from '@vitest/browser-playwright'
import { defineConfig } from 'vitest/config'

/** Calls within one page need a real browser. */
export default defineConfig({
  resolve: { conditions: ['@parley/source'] },
  test: {
    name: 'local-server-browser',
    include: ['src/**/*.browser.test.ts'],
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
            '--autoplay-policy=no-user-gesture-required',
            '--allow-loopback-in-peer-connection',
            '--disable-features=WebRtcHideLocalIpsWithMdns',
          ],
        },
      }),
      instances: [{ browser: 'chromium' }],
    },
  },
})

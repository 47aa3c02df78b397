import { chromium as playwright } from '@playwright/test'
import { existsSync } from 'node:fs'

/** Below the ports that systems hand out by themselves: one of those may be somebody's connection at any moment. */
const port = (offset: number): number => Number(process.env['PARLEY_E2E_PORT'] ?? 27_310) + offset

export const addresses = {
  serverPort: port(0),
  appPort: port(1),
  lineAppPort: port(2),
  linePort: port(3),
  editableAppPort: port(4),
  app: `http://127.0.0.1:${port(1)}/`,
  /** The same app, whose server is behind `linePort`: nobody answers there unless a test does. */
  lineApp: `http://127.0.0.1:${port(2)}/`,
  /** The same app in development, whose component a test can edit. */
  editableApp: `http://127.0.0.1:${port(4)}/`,
  server: `http://127.0.0.1:${port(0)}/`,
}

const given = process.env['CHROMIUM_PATH']
const known = ['/usr/bin/chromium', '/usr/bin/google-chrome-stable', '/usr/bin/google-chrome']

/** The browser, and the flags without which it would look for a network, a sound card or a person. */
export const chromium = {
  path: given || known.find((path) => existsSync(path)) || playwright.executablePath(),
  args: [
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--use-fake-device-for-media-stream',
    '--autoplay-policy=no-user-gesture-required',
    '--allow-loopback-in-peer-connection',
  ],
  /** The permission prompt is answered with yes. */
  allowing: '--use-fake-ui-for-media-stream',
}

import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { root } from './pnpm.mjs'
import { pnpm } from './run.mjs'

const names = ['chromium', 'google-chrome-stable', 'google-chrome', 'chromium-browser']

/** A Chromium for the browser tests: the given one, Playwright's, the system's, or one installed now. Null with a message when there is none. */
export async function ensureChromium() {
  const found = findChromium()
  if (found) return found
  console.log('No Chromium was found; installing one for the browser tests.')
  if (installFromDebian() || (await pnpm(['exec', 'playwright-core', 'install', 'chromium', '--only-shell'])) === 0) {
    const installed = findChromium()
    if (installed) return installed
  }
  console.error(
    'The browser tests need Chromium and it could not be installed here. Install Chromium or Chrome, or set CHROMIUM_PATH to its executable, and run again.',
  )
  return null
}

function findChromium() {
  const given = process.env['CHROMIUM_PATH']
  if (given && existsSync(given)) return given
  const own = playwrightPath()
  if (own && existsSync(own)) return own
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    for (const name of names) {
      const path = join(folder, name)
      if (existsSync(path) && works(path)) return path
    }
  }
  const known = [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
    'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
  ]
  return known.find((path) => existsSync(path)) ?? null
}

function playwrightPath() {
  try {
    return createRequire(join(root, 'package.json'))('playwright-core').chromium.executablePath()
  } catch {
    return null
  }
}

/** A snap's stand-in is on PATH without being a browser. */
function works(path) {
  const profile = mkdtempSync(join(tmpdir(), 'chromium-'))
  try {
    return spawnSync(path, ['--version', `--user-data-dir=${profile}`], { timeout: 20_000 }).status === 0
  } finally {
    rmSync(profile, { recursive: true, force: true })
  }
}

function installFromDebian() {
  if (process.platform !== 'linux' || spawnSync('apt-get', ['--version']).status !== 0) return false
  const isRoot = process.getuid?.() === 0
  if (!isRoot && spawnSync('sudo', ['-n', 'true']).status !== 0) return false
  const apt = (...args) => {
    const command = isRoot ? ['apt-get', ...args] : ['sudo', '-n', 'apt-get', ...args]
    return (
      spawnSync(command[0], command.slice(1), {
        stdio: ['ignore', 'ignore', 'inherit'],
        env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      }).status === 0
    )
  }
  return apt('update') && apt('-o', 'DPkg::Lock::Timeout=300', 'install', '-y', '--no-install-recommends', 'chromium')
}

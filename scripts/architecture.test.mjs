import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'

const root = join(import.meta.dirname, '..')
const core = 'packages/core/src'

/** Who may not import whom, and who may: docs/architecture.md as a table. */
const forbidden = [
  [`${core}/index.ts`, 'react'],
  [`${core}/audio/devices.ts`, '@parley/react'],
  [`${core}/codec/pcm16.ts`, '../errors.ts'],
  [`${core}/protocol/items.ts`, '../codec/index.ts'],
  [`${core}/agent/tool.ts`, '../session/realtimeSession.ts'],
  [`${core}/settings/runConfig.ts`, '../transport/transport.ts'],
  [`${core}/session/bargeIn.ts`, '../transport/webSocketTransport.ts'],
  [`${core}/session/bargeIn.ts`, '../transport/socket.ts'],
  [`${core}/session/turn.ts`, '../audio/capture/framer.ts'],
  [`${core}/session/turn.ts`, '../audio/createWebAudio.ts'],
  [`${core}/session/turn.ts`, '../engine/engine.ts'],
  [`${core}/session/turn.ts`, '../platform.ts'],
  [`${core}/session/turn.ts`, '../testing/index.ts'],
  [`${core}/transport/outbox.ts`, '../session/slice.ts'],
  [`${core}/transport/outbox.ts`, '../audio/createWebAudio.ts'],
  [`${core}/audio/playback/player.ts`, '../../session/slice.ts'],
  [`${core}/audio/playback/player.ts`, '../../transport/transport.ts'],
  [`${core}/engine/engine.ts`, '../agent/tool.ts'],
  [`${core}/engine/engine.ts`, '../session/toolCall.ts'],
  ['packages/react/src/session/useSession.ts', '@parley/local-server'],
  ['packages/react/src/session/useSession.ts', '@parley/local-server/memory'],
  ['packages/react/src/session/useSession.ts', '@parley/backend'],
  ['packages/react/src/session/useSession.ts', '@parley/core/testing'],
  ['packages/backend/src/sideband.ts', '@parley/react'],
  ['packages/backend/src/sideband.ts', '@parley/local-server'],
  ['packages/backend/src/sideband.ts', '@parley/core/internal'],
  ['packages/local-server/src/cli.ts', '@parley/core'],
  ['packages/local-server/src/cli.ts', '@parley/core/internal'],
  ['packages/create-parley/src/main.ts', '@parley/core'],
  ['packages/create-parley/src/main.ts', 'zod'],
  ['apps/sample/src/App.tsx', '../../../packages/core/src/index.ts'],
  ['e2e/tests/talk.spec.ts', '../../packages/core/src/index.ts'],
  ['docs/snippets/backend/agent.ts', '../../../packages/core/src/index.ts'],
]
const allowed = [
  [`${core}/protocol/items.ts`, '../errors.ts'],
  [`${core}/session/bargeIn.ts`, '../transport/transport.ts'],
  [`${core}/session/bargeIn.ts`, '../protocol/index.ts'],
  [`${core}/transport/outbox.ts`, '../codec/index.ts'],
  [`${core}/engine/engine.ts`, '../session/bargeIn.ts'],
  ['packages/react/src/testing/index.ts', '@parley/core/testing'],
  ['packages/react/src/session/useSession.test.tsx', '@parley/local-server'],
  ['packages/backend/src/sideband.ts', '@parley/core'],
  ['packages/backend/src/sideband.ts', '@parley/core/protocol'],
  ['packages/local-server/src/cli.ts', '@parley/core/codec'],
  ['packages/create-parley/src/main.ts', 'node:fs/promises'],
  ['apps/sample/src/App.tsx', '@parley/core'],
]

let refused
beforeAll(() => {
  // A repository of nothing but these imports, under the rules of this one. A file for each, for what is said once a file.
  const place = mkdtempSync(join(tmpdir(), 'parley-architecture-'))
  try {
    cpSync(join(root, '.oxlintrc.json'), join(place, '.oxlintrc.json'))
    for (const [file, imported] of [...forbidden, ...allowed]) {
      mkdirSync(dirname(join(place, file)), { recursive: true })
      writeFileSync(join(place, file), '')
      writeFileSync(join(place, unique(file, imported)), `import { a } from '${imported}'\n\na()\n`)
    }
    const ring = join(place, `${core}/session`)
    writeFileSync(join(ring, 'one.ts'), "import { two } from './two.ts'\n\nexport const one = () => two()\n")
    writeFileSync(join(ring, 'two.ts'), "import { one } from './one.ts'\n\nexport const two = () => one()\n")
    const { stdout } = spawnSync(join(root, 'node_modules/.bin/oxlint'), ['--format=json', place], {
      cwd: place,
      encoding: 'utf8',
    })
    refused = new Set(JSON.parse(stdout).diagnostics.map(({ code, filename }) => `${code} ${filename}`))
  } finally {
    rmSync(place, { recursive: true, force: true })
  }
})

/** Beside the file, under a name that says what it imports. */
function unique(file, imported) {
  const [, stem, ending] = /^(.*?)((?:\.test)?\.tsx?|\.spec\.ts)$/.exec(file)
  return `${stem}-${imported.replaceAll(/\W/g, '_')}${ending}`
}
const isRefused = (file, imported) => refused.has(`eslint(no-restricted-imports) ${unique(file, imported)}`)

test.each(forbidden)('%s may not import %s', (file, imported) => {
  expect(isRefused(file, imported)).toBe(true)
})

test.each(allowed)('%s may import %s', (file, imported) => {
  expect(isRefused(file, imported)).toBe(false)
})

test('a ring of imports is refused', () => {
  expect([...refused]).toContain(`import(no-cycle) ${core}/session/one.ts`)
})

import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** One deliberate bug, and the cells that must notice it. */
interface Mutant {
  name: string
  file: string
  /** What is replaced, which must be there exactly once, and by what. */
  find: string
  put: string
  /** The cells that must notice, or a test of the package where no connection is needed to see it. */
  cell?: string
  test?: string
}

const core = 'packages/core/src'

export const mutants: readonly Mutant[] = [
  {
    name: 'a listener of the track is not removed',
    file: `${core}/transport/peerCall.ts`,
    find: 'for (const cleanUp of this.#cleanUps.splice(0)) cleanUp()',
    put: 'this.#cleanUps.splice(0)',
    cell: 'latency/webrtc/speaking',
  },
  {
    name: 'a mute is forgotten on reconnect',
    file: `${core}/session/microphone.ts`,
    find: "'microphone.muted'",
    put: "'connection.readied': () => ({ muted: false }),\n  'microphone.muted'",
    cell: 'restart/websocket-worker/speaking',
  },
  {
    name: 'a flush without generation lets late audio through',
    file: `${core}/audio/playback/playbackCore.ts`,
    find: 'if (message.generation >= this.#generation) ',
    put: '',
    test: 'src/audio/playback/playbackCore.test.ts',
  },
  {
    name: 'what waits for the next event is not settled at the end',
    file: `${core}/session/runtime.ts`,
    find: 'stream.end(error ?? undefined)',
    put: 'void error',
    cell: 'latency/node/speaking',
  },
  {
    name: 'the history is replayed although the server has it',
    file: `${core}/session/history.ts`,
    find: "step.do({ type: 'connection.ready' })",
    put: "for (const id of state.items.table.ids) for (const item of toWireItems(getEntry(state.items.table, id)!.item)) step.do({ type: 'send', event: { type: 'conversation.item.create', item } })\n    step.do({ type: 'connection.ready' })",
    cell: 'restart/node/speaking',
  },
  {
    name: 'an answer that was due is forgotten when an attempt fails',
    file: `${core}/session/response.ts`,
    find: 'const due = before || active',
    put: 'const due = active',
    cell: 'restart/node/thinking',
  },
]

const root = fileURLToPath(new URL('../../', import.meta.url))

/** A copy of the sources that may be broken: the packages they need are linked. */
function copyTo(folder: string): void {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  for (const part of ['packages/core', 'packages/local-server', 'reliability']) {
    mkdirSync(join(folder, part), { recursive: true })
    for (const name of readdirSync(join(root, part))) {
      if (['node_modules', 'dist', '.cache', '.turbo'].includes(name)) continue
      cpSync(join(root, part, name), join(folder, part, name), { recursive: true })
    }
    linkModules(join(root, part, 'node_modules'), join(folder, part, 'node_modules'), folder)
  }
  for (const name of ['package.json', 'tsconfig.json']) cpSync(join(root, name), join(folder, name))
}

/** The packages of others as they are, ours as the copies. */
function linkModules(from: string, to: string, folder: string): void {
  mkdirSync(join(to, '@parley'), { recursive: true })
  for (const name of readdirSync(from)) {
    if (name !== '@parley' && !name.startsWith('.')) symlinkSync(join(from, name), join(to, name), 'junction')
  }
  for (const name of ['core', 'local-server']) {
    symlinkSync(join(folder, 'packages', name), join(to, '@parley', name), 'junction')
  }
}

/** Puts each bug in, one at a time, and runs its cells: true when every one is noticed. Says so line by line. */
export async function runMutants(): Promise<boolean> {
  const folder = fileURLToPath(new URL('../.cache/mutants/', import.meta.url))
  const run = ({ cell, test }: Mutant): boolean => {
    const vitest = join(root, 'node_modules/vitest/vitest.mjs')
    const [args, cwd] =
      cell === undefined
        ? [[vitest, 'run', '--config', 'vitest.config.ts', test!], join(folder, core, '..')]
        : [
            ['--conditions=@parley/source', 'chaos/run.ts', '--cell', cell, '--seeds', '1,2'],
            join(folder, 'reliability'),
          ]
    return spawnSync(process.execPath, args, { cwd, encoding: 'utf8' }).status === 0
  }
  copyTo(folder)
  let all = true
  try {
    for (const mutant of mutants) {
      const { name, file, find, put, cell = mutant.test! } = mutant
      const path = join(folder, file)
      const source = readFileSync(path, 'utf8')
      if (source.split(find).length !== 2) throw new Error(`"${find}" is not in ${file} exactly once.`)
      if (!run(mutant)) throw new Error(`${cell} fails without any bug.`)
      writeFileSync(path, source.replace(find, put))
      const caught = !run(mutant)
      writeFileSync(path, source)
      console.log(`${caught ? 'caught ' : 'MISSED '} ${name} (${cell})`)
      all &&= caught
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  return all
}

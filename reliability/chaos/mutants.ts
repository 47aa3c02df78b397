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

/**
 * Only bugs that something notices are here, and each is caught. What was tried and left out, with the reason why nothing
 * could notice it:
 *
 * - The generation is not compared at `transport.closed` (connection.ts): `receive` in connectionOpener.ts compares it with
 *   the same state, in the same call that dispatches the event. The fold asks again for hand-made events only.
 * - `discard(opened)` is left out where an attempt was called off while it connected (connectionOpener.ts): whoever calls
 *   it off closes `transport`, which is `opened` from before `connect` is called. It guards against transports of an app
 *   that open in spite of that, and those are not ours to break.
 */
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
  {
    name: 'the time of a sleep counts as time to reconnect',
    file: `${core}/session/connection.ts`,
    find: '> state.options.reconnect!.giveUpAfterMs + asleepMs',
    put: '> Infinity',
    test: 'src/session/sleep.test.ts',
  },
  {
    name: 'an attempt that another one overtakes is left to itself',
    file: `${core}/session/connectionOpener.ts`,
    find: 'close()\n      controller = new AbortController()',
    put: 'controller = new AbortController()',
    test: 'src/session/sleep.test.ts',
  },
  {
    name: 'a message that was on its way when the connection was lost is forgotten',
    file: `${core}/session/message.ts`,
    find: 'for (const sent of state.unconfirmed) tell(sent, step)',
    put: 'void tell',
    test: 'src/session/unconfirmed.test.ts',
  },
  {
    name: 'a socket that is gone without a word is waited for',
    file: `${core}/transport/outbox.ts`,
    find: '> stalledMs',
    put: '> Infinity',
    test: 'src/transport/memoryTransport.test.ts',
  },
  {
    name: 'the round trip is measured after the call',
    file: `${core}/transport/peerCall.ts`,
    find: "this.#cleanUps.push(watchRoundTrip(connection, clock, (ms) => emit({ type: 'rtt', ms })))",
    put: "watchRoundTrip(connection, clock, (ms) => emit({ type: 'rtt', ms }))",
    cell: 'latency/webrtc/speaking',
  },
  {
    name: 'a key that the server says back is shown',
    file: `${core}/transport/eventReader.ts`,
    find: "message.replace(keyLike, '***')",
    put: 'message',
    test: 'src/transport/memoryTransport.test.ts',
  },
  {
    name: 'a token for a tool server is recorded',
    file: 'packages/local-server/src/trace/trace.ts',
    find: "return Object.fromEntries(Object.keys(value).map((name) => [name, 'redacted']))",
    put: 'return value',
    test: 'src/trace/trace.test.ts',
  },
  {
    name: 'voice that was kept while there was no connection is sent twice',
    file: `${core}/session/devices.ts`,
    find: '      const waiting = kept\n      kept = []',
    put: '      const waiting = kept',
    test: 'src/session/devices.test.ts',
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
  const run = ({ cell, test, file }: Mutant): boolean => {
    const vitest = join(root, 'node_modules/vitest/vitest.mjs')
    const [args, cwd] =
      cell === undefined
        ? [[vitest, 'run', '--config', 'vitest.config.ts', test!], join(folder, ...file.split('/').slice(0, 2))]
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

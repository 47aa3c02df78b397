import { isRealtimeError, RealtimeAgent, type ErrorCode } from '@parley/core'
import { assembleSession } from '@parley/core/internal'
import { createMemoryServer } from '@parley/local-server/memory'
import { createVirtualSpeaker } from '../chaos/parts.ts'
import { createPromiseWatch } from '../chaos/promiseWatch.ts'
import { createWorldClock } from '../chaos/worldClock.ts'
import { createRandom } from './random.ts'

/** What a session must be, whatever is asked of it: the simplest description there is. */
interface Model {
  live: boolean
  muted: boolean
  disposed: boolean
}

/** So many random commands, twenty to a session, against the model of it. */
export async function fuzzCommands(seed: number, commands: number): Promise<string[]> {
  const problems: string[] = []
  for (let done = 0, round = 0; done < commands; done += 20, round++) {
    const found = await oneSession(seed + round)
    problems.push(...found.map((problem) => `seed ${seed + round}: ${problem}`))
  }
  return problems
}

async function oneSession(seed: number): Promise<string[]> {
  const random = createRandom(seed)
  const world = createWorldClock()
  const clock = world.view('client')
  const server = createMemoryServer({ clock: world.view('server') })
  const model: Model = { live: false, muted: false, disposed: false }
  const watch = createPromiseWatch()
  const { problems } = watch
  const sockets: { close(code?: number): void }[] = []
  const other = new RealtimeAgent({ name: 'Other', instructions: 'x' })
  const session = assembleSession(
    { startingAgent: new RealtimeAgent({ name: 'A', handoffs: [other] }) },
    {
      modelConfig: {
        apiKey: 'sk-fuzz',
        url: 'ws://localhost/v1/realtime',
        createWebSocket(url, { headers }) {
          const socket = server.createWebSocket(url, { headers })
          sockets.push(socket)
          return socket as never
        },
      },
    },
    {
      clock,
      random,
      schedule: queueMicrotask,
      network: null,
      speaker: createVirtualSpeaker({ clock }),
      microphone: null,
    },
  )
  const said: string[] = []
  /** A command that throws exactly where the model says so. */
  const command = (name: string, run: () => void, alsoMay: readonly ErrorCode[] = []): void => {
    said.push(name)
    const expected: ErrorCode | null = model.disposed ? 'session_closed' : model.live ? null : 'not_connected'
    try {
      run()
      if (expected) problems.push(`${name} did not throw ${expected}, after ${said.join(', ')}`)
    } catch (error) {
      const code = isRealtimeError(error) ? error.code : null
      if (code === null || (code !== expected && !alsoMay.includes(code))) {
        problems.push(`${name} threw ${String(error)}, after ${said.join(', ')}`)
      }
    }
  }
  const commands: (() => void | Promise<void>)[] = [
    () => {
      said.push('connect')
      watch.add('connect', session.connect())
      if (!model.disposed) model.live = true
    },
    async () => {
      said.push('close')
      model.live = false
      await session.close()
    },
    () =>
      command('sendMessage', () =>
        session.sendMessage(random.text() || 'x', { when: random.pick(['now', 'queue', 'interrupt']) }),
      ),
    () => command('interrupt', () => session.interrupt({ scope: random.pick(['all', 'response', 'playback']) })),
    () => command('startTurn', () => session.startTurn()),
    () => command('endTurn', () => session.endTurn()),
    () => command('cancelTurn', () => session.cancelTurn()),
    () => command('requestResponse', () => session.requestResponse()),
    () => command('sendEvent', () => session.sendEvent({ type: 'input_audio_buffer.clear' })),
    () =>
      command(
        'approve',
        () => {
          session.approve(random.text())
        },
        ['invalid_option'],
      ),
    () =>
      command('updateHistory', () => session.updateHistory((now) => now.filter(() => random.chance(0.7))), [
        'invalid_option',
      ]),
    () => {
      said.push('mute')
      model.muted = random.chance(0.5)
      session.mute(model.muted)
    },
    () => {
      said.push('sendAudio')
      session.sendAudio(new Uint8Array(random.int(2000) * 2))
    },
    () => {
      said.push('updateSettings')
      watch.add('updateSettings', session.updateSettings({ instructions: random.text() }))
    },
    () => {
      said.push('updateAgent')
      watch.add('updateAgent', session.updateAgent(other))
    },
    () => {
      said.push('drop')
      sockets.at(-1)?.close(random.pick([1001, 1006, 1011]))
    },
    () => world.advance(random.int(4000)),
  ]
  for (let i = 0; i < 20; i++) {
    await random.pick(commands)()
    if (random.chance(0.4)) await world.settle()
    if (session.muted !== model.muted) problems.push(`muted is ${session.muted}, after ${said.join(', ')}`)
    if (!model.live && session.status !== 'disconnected') problems.push(`${session.status} after ${said.join(', ')}`)
  }
  await world.advance(40_000)
  if (model.live && session.status !== 'connected')
    problems.push(`${session.status} in the end, after ${said.join(', ')}`)
  const ids = session.history.map(({ id }) => id)
  if (new Set(ids).size !== ids.length) problems.push(`an id is shown twice, after ${said.join(', ')}`)
  await session[Symbol.asyncDispose]()
  await world.advance(3000)
  if (world.pending('client') > 0) problems.push(`timers left behind after ${said.join(', ')}`)
  if (server.sessionCount() > 0) problems.push(`a session left on the server after ${said.join(', ')}`)
  problems.push(...watch.pending().map((name) => `${name} never settled, after ${said.join(', ')}`))
  watch.stop()
  server.close()
  return problems
}

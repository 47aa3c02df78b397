import type { RealtimeSession } from '@parley/core'
import { assembleSession } from '@parley/core/internal'
import { createLevelDetector, createPreparedVoice, createScriptResponder } from '@parley/local-server/memory'
import { createAgents, loud, quiet, script } from './conversation.ts'
import { faultModes } from './faults.ts'
import { judge, usersTold } from './invariants.ts'
import { createDice, type Cell, type Moment } from './matrix.ts'
import { createNetwork } from './network.ts'
import { live } from './parts.ts'
import { createCalls } from './peerConnection.ts'
import { platforms } from './platforms.ts'
import { createPromiseWatch } from './promiseWatch.ts'
import { createWorldClock } from './worldClock.ts'
import { isWhole, linesOf, type Line } from './line.ts'

/** What is left of one conversation once it is over. */
export interface Outcome {
  /** What stood complete at the moment. */
  before: readonly Line[]
  final: readonly Line[]
  /** From the beginning of the conversation to the moment. */
  momentMs: number
  problems: readonly string[]
}

const stepMs = 100
const sentences: Record<Moment, string> = {
  connecting: 'Hello to you.',
  'user-speaking': 'Hello to you.',
  thinking: 'Think about it.',
  speaking: 'Tell me a story.',
  'tool-running': 'What is the weather like?',
  'approval-pending': 'Delete the file.',
  handoff: 'Billing please.',
}
const reached: Record<Moment, (session: RealtimeSession) => boolean> = {
  connecting: () => true,
  'user-speaking': () => true,
  thinking: (session) => session.agentState === 'thinking',
  speaking: (session) => session.agentState === 'speaking',
  'tool-running': (session) => session.getSnapshot().toolCalls.some((call) => call.status === 'running'),
  'approval-pending': (session) => session.getSnapshot().toolCalls.some((call) => call.status === 'awaiting_approval'),
  handoff: (session) => session.currentAgent.name === 'Billing',
}

/** One conversation, with the fault or without it: the same seed gives the same one. */
export async function runCell(cell: Cell, seed: number, reference: Outcome | null): Promise<Outcome> {
  const dice = createDice(seed)
  const mode = faultModes[cell.fault]
  const world = createWorldClock()
  const clock = world.view('client')
  const calls = createCalls(world.view('server'))
  const heard: string[] = []
  const serverClock = world.view('server')
  const network = createNetwork({
    clock: serverClock,
    server: {
      detector: createLevelDetector(),
      recognizer: { recognize: () => Promise.resolve(heard.at(-1) ?? '') },
      voice: createPreparedVoice({ msPerCharacter: 40 }),
      responder: createScriptResponder(script, serverClock),
      pacing: { rate: 4 },
    },
    calls: (own) => calls.connector(own),
  })
  const platform = platforms[cell.transport]({ clock, workerClock: world.view('worker'), network, calls })
  const { assistant, ran } = createAgents(world.view('app'))
  const sessionDice = createDice(seed + 1)
  const rollover = dice() < 0.5
  const session = assembleSession(
    { startingAgent: assistant },
    {
      modelConfig: {
        async clientSecret({ signal }) {
          const answer = await network.fetch('/v1/realtime/client_secrets', { method: 'POST', signal })
          if (!answer.ok) throw new Error(`The secret route answered ${answer.status}.`)
          return (await answer.json()) as { value: string }
        },
        reconnect: { rollover },
        initialModelSettings: { audio: { input: { turnDetection: { type: 'server_vad' } } } },
      },
    },
    // The session's code is there at once: fetching it takes time of its own, which the moved clock knows nothing of.
    {
      ...platform.ports,
      clock,
      random: sessionDice,
      schedule: queueMicrotask,
      loadLive: async () => live,
      network: null,
    },
  )
  const watch = createPromiseWatch()
  const errors: { code: string; message: string; severity: string; status?: number }[] = []
  session.on('error', ({ error }) => void errors.push(error))
  watch.add(
    'the iterator',
    (async () => {
      for await (const _ of session);
    })(),
  )

  const speak = (samples: Int16Array): void => {
    if (platform.speak) return platform.speak(samples)
    if (session.status !== 'disconnected' && session.status !== 'error') session.sendAudio(samples)
  }
  const pass = async (ms: number, sound = quiet): Promise<void> => {
    for (let left = ms; left > 0; left -= stepMs) {
      speak(sound(stepMs))
      await world.advance(stepMs)
    }
  }
  const until = async (holds: () => boolean, mostMs: number): Promise<boolean> => {
    for (let left = mostMs; left > 0 && !holds(); left -= stepMs) await pass(stepMs)
    return holds()
  }
  const calm = (): boolean =>
    session.agentState === 'idle' && !session.getSnapshot().toolCalls.some(({ status }) => status === 'running')
  const calmFor = async (ms: number, mostMs: number): Promise<boolean> => {
    let since = world.now()
    return until(() => {
      if (!calm()) since = world.now()
      return world.now() - since >= ms
    }, mostMs)
  }
  const answered = (): boolean =>
    session.history.some(
      (item) => item.type === 'message' && item.role === 'assistant' && textOf(linesOf([item])) === 'Still here.',
    )
  const textOf = (lines: readonly Line[]): string => lines.map(({ text }) => text).join('')

  // Where nobody is about to speak: the mute must hold whatever happens to the connection.
  const mayMute = cell.moment !== 'connecting' && cell.moment !== 'user-speaking'
  const begunAt = world.now()
  let momentAt = begunAt
  let before: readonly Line[] = []
  let armed = false
  const atMoment = (): void => {
    momentAt = world.now()
    before = linesOf(session.history).filter(isWhole)
    armed = true
    if (reference) {
      mode.arm(network, dice, cell.moment === 'connecting')
      if (mode.lift) world.view('app').setTimeout(() => mode.lift!(network), mode.liftAfterMs!)
    }
    if (mayMute) session.mute()
    // Somebody waits for something at the moment; whatever happens, the waiting must end.
    watch.add('updateSettings', session.updateSettings({ instructions: 'You help a lot.' }))
  }

  if (cell.moment === 'handoff') session.on('handoff', () => queueMicrotask(() => armed || atMoment()))
  if (reference && cell.fault === 'expiry') {
    // The end is told in whole seconds: rounded down, it would come before the moment.
    const end = Math.ceil((world.now() + Math.max(1500, reference.momentMs + 400)) / 1000) * 1000
    network.trouble.expireMs = end - world.now()
  }
  const connected = session.connect()
  watch.add('connect', connected)
  if (cell.moment === 'connecting') atMoment()
  await until(() => session.status === 'connected' || session.status === 'error', 40_000)
  network.trouble.expireMs = 0

  if (session.status === 'connected') {
    session.sendMessage('Hello.')
    await pass(500)
    await calmFor(500, 30_000)
    heard.push(sentences[cell.moment])
    await pass(400, loud)
    if (cell.moment === 'user-speaking') atMoment()
    await pass(300, loud)
    await pass(900)
    if (!armed) {
      if (!(await until(() => reached[cell.moment](session), 15_000)))
        watch.problems.push('the moment was never reached')
      if (!armed) atMoment()
    }
    const approveAt = world.now() + 1000
    await until(() => {
      const pending = session.getSnapshot().toolCalls.find(({ status }) => status === 'awaiting_approval')
      if (pending && world.now() >= approveAt && session.status === 'connected') session.approve(pending.callId)
      return session.status === 'error' || world.now() > momentAt + (mode.liftAfterMs ?? 0) + 12_000
    }, 60_000)
    await until(() => session.status === 'connected' || session.status === 'error', 90_000)
    if (session.status === 'connected') await calmFor(2000, mode.lossy ? 5000 : 40_000)
  }
  const { connection } = session.getSnapshot()
  if (mayMute && armed && !session.muted) watch.problems.push('the mute was forgotten')
  session.mute(false)
  const settled = { connection, agentName: session.currentAgent.name }

  // The conversation can go on: at once, or by connecting again.
  let usable = true
  if (mode.lift) mode.lift(network)
  const anew = connection.status !== 'connected' || (mode.lossy && reference !== null)
  const historyThen = linesOf(session.history)
  const toldThen = usersTold(network)
  if (anew) {
    network.trouble.secretStatus = 0
    network.trouble.openStatus = 0
    await pass(3000)
    await session.close()
    watch.add('connect again', session.connect())
    await until(() => session.status === 'connected', 30_000)
  }
  if (session.status === 'connected') {
    session.sendMessage('Are you still there?')
    usable = await until(answered, 30_000)
    await calmFor(500, 20_000)
  } else usable = false
  const final = anew ? historyThen : linesOf(session.history)
  const told = anew ? toldThen : usersTold(network)
  const ids = session.history.map(({ id }) => id)

  watch.add('close', session.close('over'))
  await world.advance(5000)
  const held = [
    ...platform.held(),
    ...(network.links.size > 0 ? [`${network.links.size} connection(s)`] : []),
    ...(network.sessions() > 0 ? [`${network.sessions()} session(s) of the server`] : []),
    ...(world.pending('client') > 0 ? [`${world.pending('client')} timer(s)`] : []),
  ]
  const problems = [
    ...watch.problems,
    ...watch.pending().map((name) => `${name} never settled`),
    ...held.map((what) => `${what} left behind`),
    ...judge({ cell, mode, reference, before, final, told, ids, usable, settled, errors, network, ran }),
  ]
  watch.stop()
  return { before, final, momentMs: momentAt - begunAt, problems }
}

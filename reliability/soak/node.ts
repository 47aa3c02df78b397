import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { RealtimeAgent } from '@parley/core'
import { assembleSession } from '@parley/core/internal'
import {
  createLevelDetector,
  createMemoryServer,
  createPreparedVoice,
  createScriptResponder,
} from '@parley/local-server/memory'
import { loud, quiet } from '../chaos/conversation.ts'
import { createVirtualSpeaker } from '../chaos/parts.ts'
import { createWorldClock } from '../chaos/worldClock.ts'
import { figure, quantile, slope, type Point, type SoakResult } from './figures.ts'

const stepMs = 100
const turnMs = 15_000

/** So many hours of a conversation on a moved clock: the session changes over to a new one whenever the server's hour is over. */
export async function soakNode(hours: number): Promise<SoakResult> {
  setFlagsFromString('--expose_gc')
  const collect = runInNewContext('gc') as () => void
  const world = createWorldClock()
  const clock = world.view('client')
  const serverClock = world.view('server')
  const server = createMemoryServer({
    clock: serverClock,
    detector: createLevelDetector(),
    recognizer: { recognize: () => Promise.resolve('Tell me more.') },
    voice: createPreparedVoice(),
    responder: createScriptResponder(
      { rules: [{ otherwise: true, do: ['And so it goes on and on, as long as somebody asks for more of it.'] }] },
      serverClock,
    ),
    pacing: { rate: 4 },
  })
  const session = assembleSession(
    { startingAgent: new RealtimeAgent({ name: 'Soak', instructions: 'Talk.' }) },
    {
      modelConfig: {
        apiKey: 'sk-soak',
        url: 'ws://localhost/v1/realtime',
        createWebSocket: (url, { headers }) => server.createWebSocket(url, { headers }) as never,
        initialModelSettings: { audio: { input: { turnDetection: { type: 'server_vad' } } } },
      },
    },
    { clock, schedule: queueMicrotask, network: null, speaker: createVirtualSpeaker({ clock }), microphone: null },
  )
  const drifts: number[] = []
  const startedAt = new Map<string, number>()
  let heardMs = 0
  let changes = 0
  let errors = 0
  session.on('audio_started', ({ itemId, at }) => startedAt.set(itemId, at))
  session.on('audio_drained', ({ itemId, at, heardMs: heard }) => {
    heardMs += heard
    const from = startedAt.get(itemId)
    startedAt.delete(itemId)
    if (from !== undefined) drifts.push(Math.abs(at - from - heard))
  })
  session.on('connection_changed', ({ connection }) => void (connection.status === 'reconnecting' && changes++))
  session.on('error', ({ error }) => void (error.severity !== 'warning' && errors++))
  const connected = session.connect()
  await world.advance(100)
  await connected

  const heap: Point[] = []
  const loop = monitorEventLoopDelay({ resolution: 10 })
  loop.enable()
  const begun = performance.now()
  const from = world.now()
  const [speech, silence] = [loud(stepMs), quiet(stepMs)]
  for (let turn = 0; world.now() - from < hours * 3_600_000; turn++) {
    for (let at = 0; at < turnMs; at += stepMs) {
      session.sendAudio(at < 800 ? speech : silence)
      await world.advance(stepMs)
    }
    if (turn % 8 !== 0) continue
    collect()
    heap.push({ minute: (world.now() - from) / 60_000, value: process.memoryUsage().heapUsed / 1e6 })
  }
  loop.disable()
  const seconds = (performance.now() - begun) / 1000
  const items = session.history.length
  const { droppedAudioMs, underruns } = session.getSnapshot().metrics
  await session.close()
  await world.advance(3000)
  const settled = heap.filter(({ minute }) => minute > hours * 60 * 0.4)
  const result: SoakResult = {
    title: `Node, ${hours} hours of session time on a moved clock (${seconds.toFixed(0)} s)`,
    figures: [
      figure('items in the conversation', items, ''),
      figure('audio heard', heardMs / 60_000, 'min'),
      figure(
        'heap after collection, slope after the trace is full, session and server together',
        slope(settled) * 60,
        'MB/h',
        15,
      ),
      figure('microphone audio dropped', droppedAudioMs, 'ms', 0),
      figure('gaps in the agent’s voice', underruns, '', 0),
      figure('heard clock off, most in one answer', Math.max(0, ...drifts), 'ms', 60),
      figure('heard clock off, median', quantile(drifts, 0.5), 'ms'),
      figure('event loop delay, p99', loop.percentile(99) / 1e6, 'ms'),
      figure('changes to a new session before the server’s limit', changes, ''),
      figure('errors', errors, '', 0),
      figure('timers left behind', world.pending('client'), '', 0),
      figure('sessions left on the server', server.sessionCount(), '', 0),
    ],
    series: [
      { file: 'soak-node-heap', title: 'Heap in Node after collection, session and server', unit: 'MB', points: heap },
    ],
  }
  server.close()
  return result
}

/**
 * The local server under load: sessions at once with speech in real time, what they cost, what an event costs, memory over time,
 * and how many words are heard wrongly. `npm run bench -- server`; `--soak` soaks for ten minutes instead of one and a half.
 * Exits with 1 when a bound is missed. Server and load generator are processes of their own and share the machine's cores.
 */
import { cpus, loadavg } from 'node:os'
import { startChild } from './child.ts'
import { hold, levelRow, type Generator, type Level } from './load.ts'
import { measureProtocol } from './protocolOverhead.ts'
import { soak } from './soak.ts'
import { measureWordErrors, samplesFolder } from './wordErrorRate.ts'

const BOUNDS = { sessions: 100, lateShare: 0.01, answerMs: 650, eventMs: 2, soakMbPerMinute: 2 }
/** A level is held when hardly anything comes late and nobody waits long. */
const HELD = { lateShare: 0.05, answerMs: 1000 }

/** With frames of its own later than this, the generator (and so the machine) was too busy for the level to say anything. */
const BUSY_MS = 20

const missed: string[] = []
const bound = (holds: boolean, what: string): void => {
  if (!holds) missed.push(what)
}

const isVoid = (level: Level): boolean => level.sendP99Ms > BUSY_MS
const heldAtOnce = (level: Level): boolean =>
  level.answers > 0 && level.gaps === 0 && level.lateShare <= HELD.lateShare && level.answerMedianMs <= HELD.answerMs

/** Doubles the sessions until a level is not held; the last one that was is the number reached. */
async function climb(what: string, generator: Generator, recognizer: boolean, from: number): Promise<Level[]> {
  const levels: Level[] = []
  for (let sessions = from; ; sessions *= 2) {
    const level = await hold(generator, { sessions, seconds: 9, rounds: 1, recognizer })
    levels.push(level)
    if (!heldAtOnce(level) || sessions >= 160) break
  }
  const reached = levels.findLast(heldAtOnce)?.sessions ?? 0
  const why = levels.some(isVoid) ? ' (the load generator itself was late: the machine was too busy to say)' : ''
  console.log(`${what}: ${reached} sessions held at once${why}`)
  return levels
}

console.log(`${cpus().length} cores, load before ${loadavg()[0]?.toFixed(1)}`)
const hundred = await hold('speakers.ts', { sessions: BOUNDS.sessions, seconds: 9, rounds: 3, recognizer: false })
const one = await hold('speakers.ts', { sessions: 1, seconds: 9, rounds: 3, recognizer: true })
const recognized = await climb('with recogniser', 'speakers.ts', true, 10)
const calls = await climb('over WebRTC', 'callers.ts', false, 5)
console.table([
  levelRow('WebSocket, VAD, prepared voice (median of 3)', hundred),
  levelRow('WebSocket, VAD, recogniser (median of 3)', one),
  ...recognized.map((level) => levelRow('WebSocket, VAD, recogniser', level)),
  ...calls.map((level) => levelRow('WebRTC, VAD, prepared voice', level)),
])
console.log('answer ms: end of speech to first sound, at 500 ms of silence. own: the load generator.')
if (isVoid(hundred) || isVoid(one))
  console.log('void: the load generator itself was late, so no bound is looked at here')
bound(
  isVoid(hundred) || (hundred.lateShare <= BOUNDS.lateShare && hundred.gaps === 0),
  `${BOUNDS.sessions} sessions: late frames`,
)
bound(isVoid(one) || one.answerMedianMs <= BOUNDS.answerMs, 'end of speech to first sound')

{
  await using server = await startChild('serverProcess.ts', { recognizer: false })
  const rows = await measureProtocol(await server.ask<string>({ name: 'url' }), 1000)
  console.table(
    rows.map(({ event, p50Ms, p99Ms }) => ({ event, 'p50 ms': p50Ms.toFixed(2), 'p99 ms': p99Ms.toFixed(2) })),
  )
  for (const { event, p50Ms } of rows) bound(p50Ms < BOUNDS.eventMs, `protocol overhead of ${event}`)
}

const long = process.argv.includes('--soak')
const soaked = await soak(long ? 20 : 10, long ? 10 : 1.5)
console.table([soaked])
// The short form ends before long conversations have filled what they may keep, so that only the long one says something of growth.
if (long) bound(soaked.slopeMbPerMinute < BOUNDS.soakMbPerMinute, 'memory over ten minutes')
bound(soaked.sessionsAfter === 0, 'sessions left behind')

console.table(await measureWordErrors(samplesFolder))
console.log(`load after ${loadavg()[0]?.toFixed(1)}`)
if (missed.length > 0) {
  console.error(`Missed: ${missed.join('; ')}.`)
  process.exitCode = 1
}

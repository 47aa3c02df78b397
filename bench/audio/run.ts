/**
 * The audio path beside the reference stack (the official package for agents with the recorder and player its examples use),
 * each run in a fresh browser, taken in turn. `node bench/audio/run.ts [P3 P7 …] [--write] [--firefox]`; exits with 1 when a bound is missed,
 * and with 2 when the reference did not suffer either, so that a run says nothing. Needs the packages built.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { buildPages, fileSize, importSizes } from './build.ts'
import { left } from './resampling.ts'
import { inFirefox } from './browser.ts'
import { FirefoxStuck } from './firefox.ts'
import { firefoxSection, report, rowsOf, sectionOf, withSection, type Row } from './report.ts'
import * as runs from './runs.ts'
import { startService } from './scriptedService.ts'
import { startSoundServer } from './soundServer.ts'
import type { Stack } from './runs.ts'

const repetitions = 3
/** What can be known of a page in Firefox. */
const firefoxRows = ['P3', 'P4', 'P5', 'P6', 'P7', 'P8', 'P9', 'P16', 'P18']
const named = process.argv.slice(2).filter((argument) => /^P\d+$/.test(argument))
const asked = inFirefox && named.length === 0 ? firefoxRows : named
const wanted = (...ids: string[]): boolean => asked.length === 0 || ids.some((id) => asked.includes(id))

const median = (values: number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN
const worst = (values: number[]): number => Math.max(...values)
const show = (value: number, digits = 1): string => value.toFixed(digits).replace(/\.0+$/, '')

const service = await startService(await buildPages())
const sound = inFirefox && !process.env['PULSE_SERVER'] ? await startSoundServer() : null
if (sound) process.env['PULSE_SERVER'] = sound.address
const rows: Row[] = []
const add = (row: Row): void => {
  rows.push(row)
  console.log(
    `${row.state === 'met' ? '✓' : row.state === 'void' ? '?' : '✗'} ${row.id} ${row.what}: ${row.ours} · ${row.reference} · ${row.bound}`,
  )
}

/** The same run for several stacks, in turn, several times. */
async function alternate<T>(stacks: Stack[], run: (stack: Stack) => Promise<T>): Promise<Record<Stack, T[]>> {
  const results: Record<Stack, T[]> = { ours: [], 'ours on main': [], reference: [] }
  for (let i = 0; i < repetitions; i++) for (const stack of stacks) results[stack].push(await again(() => run(stack)))
  return results
}
/** A run that says nothing is taken again, three times at most. */
async function again<T>(run: () => Promise<T>, left = 3): Promise<T> {
  try {
    return await run()
  } catch (error) {
    if (left === 0 || !(error instanceof runs.VoidRun || error instanceof FirefoxStuck)) throw error
    return again(run, left - 1)
  }
}
const state = (met: boolean, armed = true): Row['state'] => (armed ? (met ? 'met' : 'missed') : 'void')

try {
  if (wanted('P1')) {
    const { ours, reference } = await alternate(['ours', 'reference'], (stack) => runs.duplexCpu(service, stack))
    const ratio = median(ours) / median(reference)
    add({
      id: 'P1',
      what: 'CPU of the page’s thread, ms for each second of speaking and listening',
      ours: show(median(ours), 2),
      reference: show(median(reference)),
      bound: `ratio ${show(ratio, 3)} ≤ 0.25`,
      state: state(ratio <= 0.25),
    })
  }
  if (wanted('P2')) {
    const { ours, reference } = await alternate(['ours', 'reference'], (stack) => runs.duplexGarbage(service, stack))
    const ratio = median(ours) / median(reference)
    add({
      id: 'P2',
      what: 'allocated by the page’s thread, kB for each second',
      ours: show(median(ours)),
      reference: show(median(reference)),
      bound: `ratio ${show(ratio, 3)} ≤ 0.05`,
      state: state(ratio <= 0.05),
    })
  }
  if (wanted('P3', 'P4')) {
    const { ours, reference } = await alternate(['ours', 'reference'], (stack) =>
      runs.played(service, stack, { jank: true, speech: { leadMs: 200 } }),
    )
    const armed = reference.some((run) => run.gaps > 0 || run.lostMs > 20)
    const text = (all: runs.PlayedRun[]) =>
      all.map((run) => `${run.gaps} / ${show(run.silenceMs, 0)} / ${show(run.lostMs, 0)}`).join(', ')
    add({
      id: 'P3',
      what: 'gaps / ms of silence / ms lost in 8 s, page blocked 300 ms of every second',
      ours: text(ours),
      reference: text(reference),
      bound: '0 gaps, nothing lost',
      state: state(
        ours.every((run) => run.gaps === 0 && run.lostMs < 2),
        armed,
      ),
    })
    const [mine, theirs] = [median(ours.map((run) => run.uplinkP95)), median(reference.map((run) => run.uplinkP95))]
    add({
      id: 'P4',
      what: 'voice to wire on that page, p95 ms',
      ours: show(mine, 0),
      reference: show(theirs, 0),
      bound: `ratio ${show(mine / theirs, 2)} ≤ 0.2`,
      state: state(mine <= 0.2 * theirs),
    })
  }
  if (wanted('P5', 'P18')) {
    const calm = await alternate(['ours', 'reference'], (stack) =>
      runs.played(service, stack, { speech: { leadMs: 200 } }),
    )
    const [mine, theirs] = [
      median(calm.ours.map((run) => run.uplinkP50)),
      median(calm.reference.map((run) => run.uplinkP50)),
    ]
    add({
      id: 'P5',
      what: 'voice to wire on a calm page, p50 ms',
      ours: show(mine, 0),
      reference: show(theirs, 0),
      bound: '≤ 23',
      state: state(mine <= 23),
    })
    const stalls = { speech: { leadMs: 150, stall: { everyMs: 1500, forMs: 400 } } }
    const { ours, reference } = await alternate(['ours', 'reference'], (stack) => runs.played(service, stack, stalls))
    const text = (all: runs.PlayedRun[]) =>
      `${show(median(all.map((run) => run.silenceMs)), 0)} / ${show(worst(all.map((run) => run.lostMs)), 0)}`
    const met =
      median(ours.map((run) => run.silenceMs)) <= median(reference.map((run) => run.silenceMs)) &&
      ours.every((run) => run.lostMs < 5)
    add({
      id: 'P18',
      what: 'ms of silence / most ms lost in 8 s, network stalled 400 ms of every 1.5 s',
      ours: text(ours),
      reference: text(reference),
      bound: 'no more silence than the reference, nothing lost',
      state: state(met),
    })
  }
  if (wanted('P6')) {
    const { ours, reference } = await alternate(['ours', 'reference'], (stack) => runs.wireToEar(service, stack))
    add({
      id: 'P6',
      what: 'first delta to first sample, ms',
      ours: show(median(ours), 0),
      reference: show(median(reference), 0),
      bound: '≤ 15 and no later than the reference',
      state: state(median(ours) <= 15 && median(ours) <= median(reference)),
    })
  }
  if (wanted('P7')) {
    const blocked = await alternate(['ours', 'ours on main', 'reference'], (stack) =>
      runs.bargedIn(service, stack, { blocked: true }),
    )
    const after = (stack: Stack) => median(blocked[stack].map((run) => run.silenceAfterMs))
    add({
      id: 'P7',
      what: 'silence after the user’s first word while the page is blocked, ms',
      ours: `${show(worst(blocked.ours.map((run) => run.silenceAfterMs)), 0)} (without a worker ${show(after('ours on main'), 0)})`,
      reference: show(after('reference'), 0),
      bound: '≤ 25',
      state: state(
        blocked.ours.every((run) => run.silenceAfterMs <= 25),
        after('ours on main') >= 300,
      ),
    })
  }
  if (wanted('P8')) {
    const { ours, reference } = await alternate(['ours', 'reference'], (stack) => runs.bargedIn(service, stack, {}))
    const text = (all: runs.BargeRun[]) =>
      `${all[0]!.truncatedItem ?? 'none'} ${show(median(all.map((run) => run.errorMs)), 0)}, deleted: ${all[0]!.deleted.join() || 'none'}`
    const met = ours.every(
      (run) => run.truncatedItem === 'item_1' && Math.abs(run.errorMs) <= 10 && run.deleted.join() === 'item_2',
    )
    add({
      id: 'P8',
      what: 'which of two queued items was cut, and how many ms the cut told to the server is off',
      ours: text(ours),
      reference: text(reference),
      bound: 'item_1, at most 10 ms, item_2 deleted',
      state: state(met),
    })
  }
  if (wanted('P9')) {
    const { ours, reference } = await alternate(['ours', 'reference'], (stack) =>
      runs.bargedIn(service, stack, { lateMs: 600 }),
    )
    const frames = (all: runs.BargeRun[]) => show(worst(all.map((run) => run.lateFrames)), 0)
    add({
      id: 'P9',
      what: 'samples heard of an answer that goes on coming after it was cut',
      ours: frames(ours),
      reference: frames(reference),
      bound: '0',
      state: state(ours.every((run) => run.lateFrames === 0)),
    })
  }
  if (wanted('P13')) {
    const results = await alternate(['ours', 'ours on main', 'reference'], (stack) => runs.perTextDelta(service, stack))
    const [worker, main] = [median(results.ours), median(results['ours on main'])]
    add({
      id: 'P13',
      what: 'page’s thread for one text delta, µs',
      ours: `${show(worker, 0)} (without a worker ${show(main, 0)})`,
      reference: show(median(results.reference), 0),
      bound: 'no more than without a worker',
      state: state(worker <= main * 1.05),
    })
  }
  if (wanted('P14')) {
    const tones = [13_000, 15_000, 18_000, 10_000].map((hz) => left(hz))
    const met = tones[0]! <= -60 && tones[1]! <= -80 && tones[2]! <= -85 && tones[3]! >= -0.2
    add({
      id: 'P14',
      what: 'what 48 to 24 kHz leaves of 13, 15, 18 and 10 kHz, dB',
      ours: tones.map((db) => show(db)).join(', '),
      reference: '0, 0, 0, 0 (samples dropped)',
      bound: '≤ -60, -80, -85; ≥ -0.2',
      state: state(met),
    })
  }
  if (wanted('P15')) {
    const mine = await importSizes("export { RealtimeAgent, RealtimeRunner } from '@parley/core'")
    const theirs = await importSizes(
      "export { RealtimeAgent, RealtimeSession } from '@openai/agents-realtime'\nexport { WavRecorder, WavStreamPlayer } from 'wavtools'",
    )
    const [worker, worklet] = [fileSize('worklets/engine.worker.js'), fileSize('worklets/parley.worklet.js')]
    const ratio = (mine.first + mine.later + worker + worklet) / (theirs.first + theirs.later)
    add({
      id: 'P15',
      what: 'bytes, kB gzip: first script with its dependencies + what is fetched later, all fallbacks with it + worker + worklet',
      ours: `${show(mine.first)} + ${show(mine.later)} + ${show(worker)} + ${show(worklet)}`,
      reference: show(theirs.first + theirs.later),
      bound: `ratio ${show(ratio, 2)} ≤ 0.3`,
      state: state(ratio <= 0.3),
    })
  }
  if (wanted('P16')) {
    const { ours, reference } = await alternate(['ours', 'reference'], (stack) => runs.coldStart(service, stack))
    const ratio = median(ours) / median(reference)
    add({
      id: 'P16',
      what: 'gesture to the user’s voice at the service, fresh page, ms',
      ours: show(median(ours), 0),
      reference: show(median(reference), 0),
      bound: `ratio ${show(ratio, 2)} ≤ 0.7`,
      state: state(ratio <= 0.7),
    })
  }
  if (wanted('P17')) {
    const { ours, idle } = await runs.memorySlope(service)
    add({
      id: 'P17',
      what: `memory of the page, MB for each minute of speaking and listening (${runs.memoryMinutes} min)`,
      ours: show(ours, 2),
      reference: `${show(idle, 2)} (a page that does nothing)`,
      bound: '≤ idle page + 0.5',
      state: state(ours <= Math.max(0, idle) + 0.5),
    })
  }
  if (wanted('P19')) {
    const { listen } = await import('./listening.ts')
    const { largestStep, largestError, lost, gaps } = await listen()
    add({
      id: 'P19',
      what: 'a minute of speech with jitter: largest step of loudness, difference to the speech, samples lost',
      ours: `${show(largestStep, 4)}, ${largestError.toExponential(1)}, ${lost} (the network left ${gaps} gaps)`,
      reference: 'the speech itself',
      bound: '≤ 1/72 (3 ms from silence to full loudness), 1e-4, 0',
      state: state(largestStep <= 1 / 72 + 1e-6 && largestError <= 1e-4 && lost === 0, gaps > 0),
    })
  }
} finally {
  service.close()
  sound?.stop()
}
if (process.argv.includes('--write')) {
  const page = new URL('../../docs/performance.md', import.meta.url)
  const text = readFileSync(page, 'utf8')
  // What other benches wrote below is theirs.
  const others = text.indexOf('\n<!-- ')
  const own = others < 0 ? text : text.slice(0, others)
  // A run of some figures leaves the others as they were measured last.
  const before = rowsOf(inFirefox ? sectionOf(text) : own)
  const all = [...before.filter(({ id }) => !rows.some((row) => row.id === id)), ...rows]
  all.sort((one, other) => Number(one.id.slice(1)) - Number(other.id.slice(1)))
  writeFileSync(page, inFirefox ? withSection(text, firefoxSection(all)) : report(all) + text.slice(own.length))
}
if (rows.some((row) => row.state === 'missed')) process.exitCode = 1
else if (rows.some((row) => row.state === 'void')) process.exitCode = 2

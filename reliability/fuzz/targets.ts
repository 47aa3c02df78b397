import { fuzzAudio } from './audio.ts'
import { fuzzCommands } from './commands.ts'
import { fuzzOptions } from './options.ts'
import { fuzzSdp } from './sdp.ts'
import { fuzzServerEvents } from './serverEvents.ts'
import { fuzzTraces } from './traces.ts'

/** What is fuzzed: how often in a whole run, and how often in the tests. */
export const targets: Readonly<
  Record<string, { run(seed: number, count: number): Promise<string[]>; count: number; short: number }>
> = {
  events: { run: fuzzServerEvents, count: 100_000, short: 8000 },
  commands: { run: fuzzCommands, count: 20_000, short: 1500 },
  sdp: { run: fuzzSdp, count: 20_000, short: 400 },
  options: { run: fuzzOptions, count: 50_000, short: 3000 },
  traces: { run: fuzzTraces, count: 20_000, short: 1000 },
  audio: { run: fuzzAudio, count: 5000, short: 300 },
}

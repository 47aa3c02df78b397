import { startChild, type Child } from './child.ts'
import { median, type LoadFigures } from './figures.ts'
import type { ServerFigures } from './serverProcess.ts'

export type Generator = 'speakers.ts' | 'callers.ts'

/** One level of load: what the sessions met, and what they cost the server. */
export interface Level extends LoadFigures {
  /** Of one core. */
  serverCpuShare: number
  /** Processor time for each second of each session. */
  cpuMsPerSecond: number
  memoryMbPerSession: number
  loopP99Ms: number
}

/** Holds `sessions` for some rounds of `seconds`, on a server of their own, and takes the median of each figure. */
export async function hold(
  generator: Generator,
  options: { sessions: number; seconds: number; rounds: number; recognizer: boolean },
): Promise<Level> {
  const { sessions, seconds, rounds, recognizer } = options
  await using server = await startChild('serverProcess.ts', { recognizer })
  await using load = await startChild(generator, {})
  const url = await server.ask<string>({ name: 'url' })
  const idle = await server.ask<ServerFigures>({ name: 'figures' })
  await load.ask({ name: 'open', url, sessions })
  const levels: Level[] = []
  for (let round = 0; round < rounds; round++) levels.push(await oneRound(server, load, idle, seconds))
  const of = (pick: (level: Level) => number): number => median(levels.map(pick))
  return Object.fromEntries(
    (Object.keys(levels[0]!) as (keyof Level)[]).map((key) => [key, of((level) => level[key])]),
  ) as unknown as Level
}

async function oneRound(server: Child, load: Child, idle: ServerFigures, seconds: number): Promise<Level> {
  const before = await server.ask<ServerFigures>({ name: 'figures' })
  const startMs = performance.now()
  const heard = await load.ask<LoadFigures>({ name: 'run', seconds })
  const elapsedMs = performance.now() - startMs
  const after = await server.ask<ServerFigures>({ name: 'figures' })
  const cpuMs = after.cpuMs - before.cpuMs
  return {
    ...heard,
    serverCpuShare: cpuMs / elapsedMs,
    cpuMsPerSecond: cpuMs / (elapsedMs / 1000) / heard.sessions,
    memoryMbPerSession: (after.heapMb + after.buffersMb - idle.heapMb - idle.buffersMb) / heard.sessions,
    loopP99Ms: after.loopP99Ms,
  }
}

export function levelRow(what: string, level: Level): Record<string, string | number> {
  return {
    what,
    sessions: level.sessions,
    answers: level.answers,
    gaps: level.gaps,
    'answer ms': Math.round(level.answerMedianMs),
    'late >20 ms %': (level.lateShare * 100).toFixed(1),
    'lateness p99': level.latenessP99Ms.toFixed(1),
    'server cpu %': Math.round(level.serverCpuShare * 100),
    'cpu ms/s each': level.cpuMsPerSecond.toFixed(1),
    'MB each': level.memoryMbPerSession.toFixed(2),
    'loop p99': level.loopP99Ms.toFixed(1),
    'own cpu %': Math.round(level.ownCpuShare * 100),
    'own send p99': level.sendP99Ms.toFixed(1),
  }
}

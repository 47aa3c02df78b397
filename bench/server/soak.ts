import { startChild } from './child.ts'
import { slopePerMinute, type LoadFigures } from './figures.ts'
import type { ServerFigures } from './serverProcess.ts'

export interface Soak {
  minutes: number
  /** After a collection, objects and buffers together, at the start of the second half and at the end. */
  midMb: number
  endMb: number
  residentMb: number
  slopeMbPerMinute: number
  answers: number
  sessionsAfter: number
}

/**
 * Half of the sessions stay for the whole time, the other half hang up and come again. The slope is that of the second half:
 * before it, long conversations still fill the two minutes of audio that each may keep.
 */
export async function soak(sessions: number, minutes: number): Promise<Soak> {
  const roundSeconds = Math.min(10, minutes * 6)
  await using server = await startChild('serverProcess.ts', { recognizer: false })
  const url = await server.ask<string>({ name: 'url' })
  const staying = await startChild('speakers.ts', {})
  await staying.ask({ name: 'open', url, sessions: sessions / 2 })
  const usedMb: number[] = []
  let answers = 0
  let last: ServerFigures | null = null
  const endMs = performance.now() + minutes * 60_000
  while (performance.now() < endMs) {
    await using coming = await startChild('speakers.ts', {})
    await coming.ask({ name: 'open', url, sessions: sessions / 2 })
    const [heard] = await Promise.all([
      staying.ask<LoadFigures>({ name: 'run', seconds: roundSeconds }),
      coming.ask<LoadFigures>({ name: 'run', seconds: roundSeconds }),
    ])
    answers += heard.answers
    last = await server.ask<ServerFigures>({ name: 'figures' })
    usedMb.push(last.heapMb + last.buffersMb)
  }
  await staying[Symbol.asyncDispose]()
  await new Promise((resolve) => {
    setTimeout(resolve, 500)
  })
  const after = await server.ask<ServerFigures>({ name: 'figures' })
  const half = usedMb.slice(usedMb.length >> 1)
  return {
    minutes,
    midMb: half[0] ?? 0,
    endMb: half.at(-1) ?? 0,
    residentMb: last?.residentMb ?? 0,
    slopeMbPerMinute: half.length < 2 ? 0 : slopePerMinute(half, (minutes * 60) / usedMb.length),
    answers,
    sessionsAfter: after.sessions,
  }
}

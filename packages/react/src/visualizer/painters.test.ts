import { describe, expect, test } from 'vitest'
import { createBarsPainter } from './barsPainter.ts'
import { createDotsPainter } from './dotsPainter.ts'
import { createMeterPainter } from './meterPainter.ts'
import { createRingPainter } from './ringPainter.ts'
import type { Pose } from './pose.ts'
import type { Painter, Scene } from './visualizerLoop.ts'

const poses: readonly Pose[] = [
  'disconnected',
  'connecting',
  'reconnecting',
  'initializing',
  'idle',
  'listening',
  'thinking',
  'tool',
  'speaking',
  'both',
  'interrupted',
  'muted',
  'error',
]
/** Those that move by themselves. */
const restless: readonly Pose[] = ['connecting', 'reconnecting', 'initializing', 'thinking', 'tool']

/** A canvas that notes the colours something was drawn in, and refuses what is no number. */
function paper(): { context: CanvasRenderingContext2D; colours: Set<string>; calls: () => number } {
  const colours = new Set<string>()
  let calls = 0
  const style: Record<string, unknown> = {}
  const context = new Proxy(style, {
    get(target, name: string) {
      if (name in target) return target[name]
      return (...args: unknown[]) => {
        calls++
        for (const arg of args) {
          if (typeof arg === 'number' && !Number.isFinite(arg)) throw new Error(`${name} was given ${arg}`)
        }
        if (name === 'fill' || name === 'fillRect') colours.add(String(target['fillStyle']))
        if (name === 'stroke') colours.add(String(target['strokeStyle']))
      }
    },
    set(target, name: string, value: unknown) {
      target[name] = value
      return true
    },
  })
  return { context: context as unknown as CanvasRenderingContext2D, colours, calls: () => calls }
}

const palette = {
  agent: 'agent',
  user: 'user',
  danger: 'danger',
  text: 'text',
  muted: 'muted',
  line: 'line',
  strong: 'strong',
  ground: 'ground',
  surface: 'surface',
  font: 'sans-serif',
}

function play(
  painter: Painter,
  pose: Pose,
  { seconds = 1, level = 0, reduced = false } = {},
): { stillAfter: number | null; colours: Set<string> } {
  let stillAfter: number | null = null
  let colours = new Set<string>()
  const dt = 1 / 60
  for (let frame = 0; frame < seconds * 60; frame++) {
    const sheet = paper()
    const scene = {
      context: sheet.context,
      width: 96,
      height: 64,
      time: frame * dt,
      poseTime: frame * dt,
      dt: frame === 0 ? 0 : dt,
      pose,
      mic: level,
      agent: level,
      micBands: undefined,
      agentBands: undefined,
      palette,
      reduced,
      rtl: false,
    } as unknown as Scene
    const still = painter(scene)
    colours = sheet.colours
    if (!still) stillAfter = null
    else stillAfter ??= frame * dt
  }
  return { stillAfter, colours }
}

describe.each([
  ['bars', () => createBarsPainter(undefined)],
  ['ring', () => createRingPainter(undefined)],
  ['dots', () => createDotsPainter(undefined)],
  ['meter', () => createMeterPainter('both', undefined)],
])('%s', (_name, create) => {
  test.each(poses)('draws %s with numbers only, silent and loud, full and reduced', (pose) => {
    for (const reduced of [false, true]) {
      for (const level of [0, 1]) {
        const { colours } = play(create(), pose, { level, reduced })
        expect(colours.size).toBeGreaterThan(0)
      }
    }
  })

  test('stands still when nobody speaks and nothing is waited for', () => {
    const settled = poses.filter((pose) => play(create(), pose, { seconds: 6 }).stillAfter !== null)
    expect(settled).toEqual(expect.arrayContaining(poses.filter((pose) => !restless.includes(pose))))
  })

  test('comes to rest after a pose has changed', () => {
    const painter = create()
    play(painter, 'speaking', { level: 0.7 })
    expect(play(painter, 'muted', { seconds: 3 }).stillAfter).not.toBeNull()
  })
})

describe.each([
  ['bars', () => createBarsPainter(undefined)],
  ['ring', () => createRingPainter(undefined)],
  ['dots', () => createDotsPainter(undefined)],
])('the colours of %s', (_name, create) => {
  test('give each voice its own, and nobody the other one’s', () => {
    expect(play(create(), 'speaking', { level: 0.8 }).colours).toContain('agent')
    expect(play(create(), 'speaking', { level: 0.8 }).colours).not.toContain('user')
    expect(play(create(), 'listening', { level: 0.8 }).colours).toContain('user')
    expect(play(create(), 'listening', { level: 0.8 }).colours).not.toContain('agent')
    const both = play(create(), 'both', { level: 0.8 }).colours
    expect(both.has('user') && both.has('agent')).toBe(true)
    expect(play(create(), 'thinking').colours).not.toContain('user')
  })

  test('say an error in the colour of danger', () => {
    expect(play(create(), 'error').colours).toContain('danger')
  })
})

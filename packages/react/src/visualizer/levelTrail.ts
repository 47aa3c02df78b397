import type { LevelSource } from './levelHub.ts'

/** The level of the last moments, so that a sound runs through a row of bars from the middle outwards. */
export interface LevelTrail {
  push(level: number, dt: number): void
  /** The level that many seconds ago. */
  ago(seconds: number): number
  /** Something of it is not silence, or still changes. */
  readonly moving: boolean
}

/** Both voices. */
export type LevelTrails = Readonly<Record<LevelSource, LevelTrail>>

export function createLevelTrails(): LevelTrails {
  return { mic: createLevelTrail(), agent: createLevelTrail() }
}

const kept = 0.6

function createLevelTrail(): LevelTrail {
  let trail: { level: number; age: number }[] = []
  let moving = false
  return {
    push(level, dt) {
      for (const sample of trail) sample.age += dt
      trail.unshift({ level, age: 0 })
      trail = trail.filter((sample, index) => index === 0 || sample.age < kept)
      moving = trail.some((sample) => Math.abs(sample.level - level) > 0.004)
    },
    ago(seconds) {
      return (trail.find((sample) => sample.age >= seconds) ?? trail.at(-1))?.level ?? 0
    },
    get moving() {
      return moving
    },
  }
}

import { follow } from './motion.ts'
import type { LevelSource } from './levelHub.ts'
import type { Painter } from './visualizerLoop.ts'

/** A strip of cells that fill with the level: the plainest, and the same in reduced motion. */
export function createMeterPainter(source: LevelSource | 'both', wanted: number | undefined): Painter {
  const shown = { mic: 0, agent: 0 }
  return (scene) => {
    const { context: x, width, height, palette, pose, dt, reduced, rtl } = scene
    const count = wanted ?? 16
    const sides: LevelSource[] = source === 'both' ? ['mic', 'agent'] : [source]
    let moving = false
    const gap = 2
    const cell = (width - gap * (count - 1)) / count
    const lane = (height - gap * (sides.length - 1)) / sides.length
    for (const [row, side] of sides.entries()) {
      const target = reduced ? Math.round(scene[side] * 4) / 4 : scene[side]
      if (Math.abs(shown[side] - target) > 0.004) moving = true
      shown[side] = reduced ? target : follow(shown[side], target, dt)
      for (let i = 0; i < count; i++) {
        const lit = (i + 0.5) / count < shown[side]
        x.fillStyle = lit
          ? side === 'mic'
            ? pose === 'muted'
              ? palette.muted
              : palette.user
            : palette.agent
          : palette.line
        const at = i * (cell + gap)
        x.beginPath()
        x.roundRect(rtl ? width - at - cell : at, row * (lane + gap), cell, lane, Math.min(2, lane / 2))
        x.fill()
      }
    }
    return !moving
  }
}

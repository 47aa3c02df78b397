import { createLevelTrails, type LevelTrails } from './levelTrail.ts'
import { clamp, glide, grain } from './motion.ts'
import { isWaiting } from './pose.ts'
import type { Painter, Scene } from './visualizerLoop.ts'

/** A square of dots: the upper rows are the user, the lower ones the agent, the middle row is the axis. */
export function createDotsPainter(wanted: number | undefined): Painter {
  const trails = createLevelTrails()
  let lights: number[] = []

  return (scene) => {
    const { pose, dt, reduced } = scene
    const side = (wanted ?? 7) | 1
    trails.mic.push(scene.mic, dt)
    trails.agent.push(scene.agent, dt)
    const first = lights.length !== side * side
    let moving = isWaiting(pose)
    if (trails.mic.moving || trails.agent.moving) moving = true
    lights = Array.from({ length: side * side }, (_, i) => {
      const target = lightOf(scene, trails, i % side, Math.floor(i / side), side)
      const now = lights[i]
      if (first || reduced || now === undefined) return target
      if (Math.abs(now - target) > 0.01) moving = true
      return glide(now, target, dt, target > now ? 0.04 : 0.12)
    })
    draw(scene, lights, side)
    return !moving
  }
}

function lightOf(scene: Scene, trails: LevelTrails, column: number, row: number, side: number): number {
  const { pose, time, reduced } = scene
  const centre = (side - 1) / 2
  const up = centre - row
  const across = Math.abs(column - centre)
  const voice = (source: 'mic' | 'agent'): number => {
    const level = reduced ? Math.round(scene[source] * 4) / 4 : trails[source].ago(across * 0.06)
    return clamp(0.2 + level * centre * (0.8 + 0.5 * grain(column + 9)) * (1 - across / (centre * 2.4)))
  }
  const lit = (height: number): number => clamp(height - Math.abs(up) + 0.6)
  if (up === 0) {
    if (pose === 'thinking' && !reduced)
      return 0.35 + 0.65 * Math.exp(-((column - centre - centre * Math.sin(time * 2.7)) ** 2) / 0.8)
    if (pose === 'tool' && !reduced) return Math.floor(time * 5) % side === column ? 1 : 0.35
    if (pose === 'error') return column === centre ? 0 : 1
    if (reduced && ['thinking', 'tool'].includes(pose)) return Math.floor(time) % 2 === 0 ? 1 : 0.4
    return pose === 'disconnected' ? 0.3 : 0.9
  }
  switch (pose) {
    case 'connecting':
    case 'initializing':
    case 'reconnecting': {
      if (reduced) return 0.1
      const distance = Math.hypot(up, column - centre)
      const sweep = (time * 0.9) % 1.35
      const reach = (pose === 'reconnecting' ? 1.2 - sweep : sweep) * (centre + 1.5)
      return 0.1 + 0.8 * Math.exp(-((distance - reach) ** 2) / 0.5)
    }
    case 'listening':
    case 'interrupted':
      return up > 0 ? Math.max(0.1, lit(voice('mic') * centre)) : 0.1
    case 'speaking':
      return up < 0 ? Math.max(0.1, lit(voice('agent') * centre)) : 0.1
    case 'both':
      return Math.max(0.1, lit(voice(up > 0 ? 'mic' : 'agent') * centre))
    case 'muted':
      return column + row === side - 1 ? 1 : 0.1
    default:
      return 0.1
  }
}

function draw({ context: x, width, height, palette, pose }: Scene, lights: readonly number[], side: number): void {
  const size = Math.min(width, height)
  const pitch = size / side
  const radius = pitch * 0.3
  const centre = (side - 1) / 2
  for (const [i, light] of lights.entries()) {
    const row = Math.floor(i / side)
    const voice = light > 0.12 && row !== centre
    x.globalAlpha = light
    x.fillStyle = palette.text
    if (voice && ['listening', 'both', 'interrupted'].includes(pose) && row < centre) x.fillStyle = palette.user
    if (voice && ['speaking', 'both'].includes(pose) && row > centre) x.fillStyle = palette.agent
    if (pose === 'error') x.fillStyle = palette.danger
    x.beginPath()
    x.arc(
      (width - size) / 2 + ((i % side) + 0.5) * pitch,
      (height - size) / 2 + (row + 0.5) * pitch,
      radius,
      0,
      Math.PI * 2,
    )
    x.fill()
  }
  x.globalAlpha = 1
}

import { createLevelTrails, type LevelTrails } from './levelTrail.ts'
import { clamp, follow, glide, grain } from './motion.ts'
import { isWaiting } from './pose.ts'
import type { Painter, Scene } from './visualizerLoop.ts'

/** Spokes on a circle: the user outwards from it, the agent inwards. */
export function createRingPainter(wanted: number | undefined): Painter {
  const trails = createLevelTrails()
  let spokes: [out: number, inner: number, alpha: number][] = []
  let flat = -1

  return (scene) => {
    const { width, height, pose, dt, reduced } = scene
    const count = wanted ?? (Math.min(width, height) < 64 ? 16 : 48)
    trails.mic.push(scene.mic, dt)
    trails.agent.push(scene.agent, dt)
    const first = spokes.length !== count
    if (first) spokes = Array.from({ length: count }, (_, i) => spokeOf(scene, trails, i, count))
    if (flat < 0) flat = pose === 'muted' ? 1 : 0
    let moving = isWaiting(pose)
    if (trails.mic.moving || trails.agent.moving) moving = true
    for (const [i, spoke] of spokes.entries()) {
      const target = spokeOf(scene, trails, i, count)
      for (const side of [0, 1] as const) {
        if (Math.abs(spoke[side] - target[side]) > 0.004) moving = true
        spoke[side] = reduced ? target[side] : follow(spoke[side], target[side], dt)
      }
      if (Math.abs(spoke[2] - target[2]) > 0.004) moving = true
      spoke[2] = reduced ? target[2] : glide(spoke[2], target[2], dt)
    }
    const muted = pose === 'muted' ? 1 : 0
    if (Math.abs(flat - muted) > 0.004) moving = true
    flat = reduced ? muted : glide(flat, muted, dt)
    draw(scene, spokes, flat)
    return !moving
  }
}

function spokeOf(scene: Scene, trails: LevelTrails, i: number, count: number): [number, number, number] {
  const { pose, time, reduced } = scene
  // From the top down both sides, so that the ring is symmetrical.
  const place = Math.min(i, count - i) / (count / 2)
  const voice = (side: 'mic' | 'agent'): number => {
    const level = reduced ? Math.round(scene[side] * 4) / 4 : trails[side].ago(place * 0.3)
    return clamp(0.06 + level * (0.45 + 0.7 * grain(Math.min(i, count - i) + 3)))
  }
  const still = pose === 'disconnected' ? 0.35 : 0.7
  if (reduced && isWaiting(pose)) {
    return [0, 0, Math.floor(time) % 2 === 0 ? 1 : 0.45]
  }
  switch (pose) {
    case 'listening':
    case 'interrupted':
      return [voice('mic'), 0, 1]
    case 'speaking':
      return [0, voice('agent'), 1]
    case 'both':
      return [voice('mic'), voice('agent'), 1]
    case 'connecting':
    case 'initializing':
    case 'reconnecting':
    case 'thinking': {
      // A comet with a tail; backwards while the connection is made again.
      const turn =
        (pose === 'reconnecting' ? 1 - ((time * 0.5) % 1) : (time * (pose === 'thinking' ? 0.43 : 0.6)) % 1) * count
      const behind = (turn - i + count) % count
      const tail = Math.max(0, 1 - behind / (count * 0.4))
      return [
        pose === 'thinking' ? 0.14 * tail ** 3 : 0,
        pose === 'thinking' ? 0.14 * tail ** 3 : 0,
        0.25 + 0.75 * tail,
      ]
    }
    case 'tool': {
      const lit = Math.floor(((time * 0.42) % 1) * 12)
      return [0, 0, Math.floor((i / count) * 12) <= lit ? 1 : 0.25]
    }
    default:
      return [0, 0, still]
  }
}

function draw(scene: Scene, spokes: readonly [number, number, number][], flat: number): void {
  const { context: x, width, height, palette, pose } = scene
  const size = Math.min(width, height)
  const radius = size * 0.32
  const reach = size * 0.16
  const thick = Math.max(2, size / 90)
  x.save()
  x.translate(width / 2, height / 2)
  x.lineCap = 'round'
  x.lineWidth = thick
  for (const [i, [out, inner, alpha]] of spokes.entries()) {
    const broken = pose === 'error' && i % (spokes.length / 2) < spokes.length * 0.06
    if (broken) continue
    x.save()
    x.rotate((i / spokes.length) * Math.PI * 2)
    x.globalAlpha = alpha
    const line = (from: number, to: number, color: string): void => {
      x.strokeStyle = color
      x.beginPath()
      x.moveTo(0, -from)
      x.lineTo(0, -to)
      x.stroke()
    }
    const voice = pose === 'listening' || pose === 'speaking' || pose === 'both' || pose === 'interrupted'
    if (!voice || (out < 0.03 && inner < 0.03)) {
      const color = pose === 'error' ? palette.danger : pose === 'disconnected' ? palette.strong : palette.text
      line(radius - inner * reach, radius + 0.01 + out * reach, color)
    } else {
      if (inner > 0.03) line(radius - thick, radius - thick - inner * reach, palette.agent)
      if (out > 0.03) line(radius + thick, radius + thick + out * reach, palette.user)
    }
    x.restore()
  }
  if (pose === 'interrupted') {
    // The cut, where the agent's side was.
    x.strokeStyle = palette.user
    x.lineWidth = Math.max(2, size / 70)
    x.beginPath()
    x.moveTo((scene.rtl ? -1 : 1) * size * 0.05, radius * 0.2)
    x.lineTo((scene.rtl ? 1 : -1) * size * 0.05, radius * 0.8)
    x.stroke()
  }
  if (flat > 0.01) {
    x.globalAlpha = flat
    x.strokeStyle = palette.text
    x.lineWidth = Math.max(2, size / 70)
    x.beginPath()
    x.moveTo(-radius * 0.5, -radius * 0.78)
    x.lineTo(radius * 0.5, radius * 0.78)
    x.stroke()
  }
  x.restore()
  x.globalAlpha = 1
}

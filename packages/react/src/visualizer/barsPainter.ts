import { clamp, follow, glide, grain } from './motion.ts'
import { createLevelTrails, type LevelTrails } from './levelTrail.ts'
import { isWaiting, type Pose } from './pose.ts'
import type { Painter, Scene } from './visualizerLoop.ts'

/** Height of the upper half, height of the lower half, opacity; each 0 to 1. */
type Bar = [up: number, down: number, alpha: number]

const voiced = new Set<Pose>(['listening', 'speaking', 'both', 'interrupted'])

/** Two mirrored halves on one axis: the user above, the agent below. */
export function createBarsPainter(wanted: number | undefined): Painter {
  let bars: Bar[] = []
  const trails = createLevelTrails()
  let flat = -1
  let cut = 0
  let broken = 0
  let axis = 0

  return (scene) => {
    const { width, pose, dt, reduced } = scene
    const count = wanted ?? (width < 64 ? 5 : 9)
    trails.mic.push(scene.mic, dt)
    trails.agent.push(scene.agent, dt)
    const first = flat < 0 || bars.length !== count
    if (first) {
      bars = Array.from({ length: count }, (_, i) =>
        reduced ? reducedBar(scene, i, count) : poseBar(scene, trails, i, count),
      )
      flat = pose === 'muted' ? 1 : 0
      cut = pose === 'interrupted' ? 1 : 0
      broken = pose === 'error' ? 1 : 0
      axis = voiced.has(pose) ? 1 : 0
    }
    let moving = isLively(scene) || trails.mic.moving || trails.agent.moving
    const towards = (now: number, to: number): number => {
      if (Math.abs(now - to) < 0.004) return to
      moving = true
      return reduced ? to : glide(now, to, dt)
    }
    for (const [i, bar] of bars.entries()) {
      const [up, down, alpha] = reduced ? reducedBar(scene, i, count) : poseBar(scene, trails, i, count)
      if (Math.abs(bar[0] - up) + Math.abs(bar[1] - down) > 0.004) moving = true
      bar[0] = reduced ? up : follow(bar[0], up, dt)
      bar[1] = reduced ? down : follow(bar[1], down, dt)
      bar[2] = towards(bar[2], alpha)
    }
    flat = towards(flat, pose === 'muted' ? 1 : 0)
    cut = towards(cut, pose === 'interrupted' ? 1 : 0)
    broken = towards(broken, pose === 'error' ? 1 : 0)
    axis = towards(axis, voiced.has(pose) ? 1 : 0)
    draw(scene, bars, { flat, cut, broken, axis })
    return !moving
  }
}

/** Poses that move by themselves. */
function isLively({ pose, poseTime, reduced }: Scene): boolean {
  if (pose === 'idle') return !reduced && poseTime < 4.2
  return isWaiting(pose)
}

function poseBar(scene: Scene, trails: LevelTrails, i: number, count: number): Bar {
  const { pose, time, poseTime } = scene
  const centre = (count - 1) / 2
  const distance = Math.abs(i - centre)
  const bell = Math.exp((-distance * distance) / (count * 1.1))
  const voice = (side: 'mic' | 'agent', rest: number): number => {
    const bands = side === 'mic' ? scene.micBands : scene.agentBands
    const level = bands ? (bands[Math.floor((i / count) * bands.length)] ?? 0) : trails[side].ago(distance * 0.045)
    return clamp(rest + level ** 0.85 * (0.8 + 0.5 * grain(i + (side === 'mic' ? 0 : 40))) * (0.55 + 0.55 * bell))
  }
  switch (pose) {
    case 'disconnected':
      return [0, 0, 0.4]
    case 'connecting':
    case 'initializing':
    case 'reconnecting': {
      const sweep = (time * 0.9) % 1.35
      const reach = (pose === 'reconnecting' ? 1.2 - sweep : sweep) * (centre + 1.2)
      return [0, 0, 0.28 + 0.72 * Math.exp(-((distance - reach) ** 2) / 0.9)]
    }
    case 'idle': {
      const breath = poseTime < 4.2 ? 0.06 * bell * Math.sin((Math.PI * poseTime) / 4.2) : 0
      return [breath, breath, 0.75]
    }
    case 'listening':
      return [voice('mic', 0.08), 0, 1]
    case 'speaking':
      return [0, voice('agent', 0.08), 1]
    case 'both':
      return [voice('mic', 0.08), voice('agent', 0.08), 1]
    case 'interrupted':
      return [voice('mic', 0.08), i < centre - 0.5 ? 0.14 + 0.1 * grain(i) : 0, 1]
    case 'thinking': {
      const bead = centre + centre * 0.95 * Math.sin(time * 2.7)
      const near = Math.exp(-((i - bead) ** 2) / 1.5)
      return [0.3 * near, 0.3 * near, 0.5 + 0.5 * near]
    }
    case 'tool': {
      const tick = Math.floor(time * 5) % count
      const near = tick === i ? 1 : tick === i + 1 ? 0.35 : 0
      return [0.13 * near, 0.13 * near, 0.4 + 0.6 * near]
    }
    case 'muted':
    case 'error':
      return [0, 0, 1]
  }
}

/** A meter in filled cells; opacity once a second where the full version travels. */
function reducedBar({ pose, mic, agent, time }: Scene, i: number, count: number): Bar {
  const cell = (level: number): number => ((i + 1) / count <= level + 1 / count ? 0.5 : 0.06)
  const pulse = Math.floor(time) % 2 === 0 ? 1 : 0.45
  switch (pose) {
    case 'listening':
      return [cell(mic), 0, 1]
    case 'speaking':
      return [0, cell(agent), 1]
    case 'both':
      return [cell(mic), cell(agent), 1]
    case 'interrupted':
      return [cell(mic), i < (count - 1) / 2 - 0.5 ? 0.2 : 0, 1]
    case 'thinking':
      return [0.12, 0.12, pulse]
    case 'tool':
    case 'connecting':
    case 'initializing':
    case 'reconnecting':
      return [0, 0, pulse]
    case 'disconnected':
      return [0, 0, 0.4]
    case 'idle':
      return [0, 0, 0.75]
    case 'muted':
    case 'error':
      return [0, 0, 1]
  }
}

interface Signs {
  flat: number
  cut: number
  broken: number
  axis: number
}

function draw(scene: Scene, bars: readonly Bar[], { flat, cut, broken, axis }: Signs): void {
  const { context: x, width, height, palette, pose } = scene
  const count = bars.length
  const pill = Math.max(3, Math.round((width / count) * 0.46))
  const pitch = (width - pill) / Math.max(1, count - 1)
  const mid = height / 2
  const room = height / 2 - 3
  const capsule = (cx: number, from: number, to: number): void => {
    x.beginPath()
    x.roundRect(cx - pill / 2, Math.min(from, to), pill, Math.abs(to - from), pill / 2)
    x.fill()
  }
  for (const [i, [up, down, alpha]] of bars.entries()) {
    const cx = pill / 2 + i * pitch
    const shift = broken * (i < count / 2 ? -4 : 4)
    if (broken > 0.5 && count % 2 === 1 && i === (count - 1) / 2) continue
    x.globalAlpha = alpha * (1 - flat)
    if (voiced.has(pose) && (up > 0.03 || down > 0.03)) {
      x.fillStyle = palette.user
      if (up > 0.03) capsule(cx, mid - 1.5, mid - 1.5 - Math.max(pill, up * room))
      x.fillStyle = palette.agent
      if (down > 0.03) capsule(cx, mid + 1.5, mid + 1.5 + Math.max(pill, down * room))
      continue
    }
    x.fillStyle = pose === 'error' ? palette.danger : pose === 'disconnected' ? palette.strong : palette.text
    capsule(cx, mid - Math.max(pill / 2, up * room) + shift, mid + Math.max(pill / 2, down * room) + shift)
  }
  if (axis > 0.01) {
    x.globalAlpha = axis * 0.9 * (1 - flat)
    x.fillStyle = palette.strong
    x.fillRect(0, mid - 0.5, width, 1)
  }
  if (flat > 0.01) drawMuted(scene, mid, flat)
  if (cut > 0.02) {
    x.globalAlpha = cut
    x.strokeStyle = palette.user
    x.lineWidth = 2
    x.lineCap = 'round'
    const lean = scene.rtl ? -4 : 4
    x.beginPath()
    x.moveTo(width / 2 + lean, mid + 3)
    x.lineTo(width / 2 - lean, mid + 3 + (room - 4) * cut)
    x.stroke()
  }
  x.globalAlpha = 1
}

/** A line with a slash. */
function drawMuted({ context: x, width, height, palette }: Scene, mid: number, flat: number): void {
  const half = (width / 2 - 2) * flat
  const reach = Math.min(14, height / 2 - 2)
  x.globalAlpha = flat
  x.fillStyle = palette.text
  x.fillRect(width / 2 - half, mid - 1, half * 2, 2)
  x.lineCap = 'round'
  x.beginPath()
  x.moveTo(width / 2 - reach * 0.64, mid - reach)
  x.lineTo(width / 2 + reach * 0.64, mid + reach)
  x.lineWidth = 7
  x.globalCompositeOperation = 'destination-out'
  x.stroke()
  x.globalCompositeOperation = 'source-over'
  x.lineWidth = 2.2
  x.strokeStyle = palette.text
  x.stroke()
}

import { clamp, follow, glide } from './motion.ts'
import { createOrbRenderer, type OrbFrame, type OrbRenderer } from './orbRenderer.ts'
import { isWaiting, type Pose } from './pose.ts'
import type { Painter, Scene } from './visualizerLoop.ts'

/** What a pose asks of the disc: where the horizon stands, how much each voice moves it, and its signs. */
interface OrbPose {
  horizon: number
  agent: number
  user: number
  ripple: number
  /** 0 none, 1 a turning arc, 2 segments. */
  ring: number
  cut: number
  hatch: number
  grey: number
}

const still: OrbPose = { horizon: -0.12, agent: 0.02, user: 0, ripple: 0, ring: 0, cut: 0, hatch: 0, grey: 0 }
const poses: Record<Pose, OrbPose> = {
  disconnected: { ...still, horizon: -0.3, agent: 0, grey: 1 },
  connecting: { ...still, horizon: -0.24, agent: 0, ring: 1, grey: 0.75 },
  initializing: { ...still, horizon: -0.15, ring: 1, grey: 0.4 },
  reconnecting: { ...still, horizon: -0.15, ring: 1, grey: 0.6 },
  idle: still,
  listening: { ...still, horizon: -0.2, agent: 0, user: 1 },
  thinking: { ...still, horizon: -0.1, ripple: 1 },
  tool: { ...still, horizon: -0.1, ripple: 0.25, ring: 2 },
  speaking: { ...still, horizon: 0, agent: 1 },
  both: { ...still, horizon: -0.08, agent: 0.8, user: 0.8 },
  interrupted: { ...still, horizon: -0.16, agent: 0.1, user: 0.7, cut: 1 },
  muted: { ...still, hatch: 1, grey: 0.25 },
  error: { ...still, horizon: -0.2, agent: 0, cut: 1, grey: 1 },
}
const keys = Object.keys(still) as (keyof OrbPose)[]
/** Poses that move by themselves; the others only with a voice, or until the water is still. */
const isLively = (pose: Pose): boolean => isWaiting(pose) || pose === 'speaking' || pose === 'both'

let renderer: OrbRenderer | null | undefined

/** A disc with a horizon: air is the user, water the agent. Without WebGL2 the same disc is drawn flat. */
export function createOrbPainter(): Painter {
  const now: OrbPose = { ...still }
  let started = false
  let calm = 1
  let phase = 0
  let mic = 0
  let agent = 0
  let colours: { palette: Scene['palette']; rgb: OrbFrame['colours'] } | null = null
  // One WebGL2 context draws every orb of the page.
  if (renderer === undefined) renderer = createOrbRenderer()

  return (scene) => {
    const { pose, dt, reduced, context, width, height } = scene
    const target = poses[pose]
    let moving = isLively(pose)
    for (const key of keys) {
      now[key] = started && !reduced ? glide(now[key], target[key], dt, 0.085) : target[key]
      if (Math.abs(now[key] - target[key]) > 0.003) moving = true
      else now[key] = target[key]
    }
    const quarter = (level: number): number => (reduced ? Math.round(level * 4) / 4 : level)
    mic = started && !reduced ? follow(mic, quarter(scene.mic), dt) : quarter(scene.mic)
    agent = started && !reduced ? follow(agent, quarter(scene.agent), dt) : quarter(scene.agent)
    if (Math.abs(mic - scene.mic) > 0.005 || Math.abs(agent - scene.agent) > 0.005) moving ||= !reduced
    started = true
    // The water comes to rest in four seconds when nobody moves it.
    const energy = isLively(pose) ? 1 : clamp(Math.max(mic * now.user, agent * now.agent) * 2)
    calm = Math.max(energy, calm - dt / 4)
    if (calm > 0.01 && !reduced) moving = true
    phase += reduced ? 0 : dt * calm * 1.5

    const size = Math.min(width, height)
    const frame: OrbFrame = {
      pixels: Math.min(640, Math.round(size * Math.min(globalThis.devicePixelRatio || 1, 2))),
      phase: phase + 1.7,
      layers: size < 56 ? 1 : 3,
      horizon: now.horizon + now.agent * (agent - 0.3) * 0.26,
      agent: now.agent * (0.18 + 0.9 * agent),
      user: now.user * (0.18 + 0.8 * mic),
      ripple: reduced ? now.ripple * 0.5 : now.ripple,
      ring: now.ring < 0.05 ? 0 : pose === 'tool' ? now.ring : Math.min(1, now.ring),
      arc: arcOf(scene),
      cut: now.cut,
      hatch: now.hatch,
      grey: now.grey,
      lean: scene.rtl ? -1 : 1,
      colours: coloursOf(scene),
    }
    const picture = renderer?.render(frame)
    if (picture) {
      const x = (width - size) / 2
      const y = (height - size) / 2
      context.drawImage(picture, 0, picture.height - frame.pixels, frame.pixels, frame.pixels, x, y, size, size)
    } else drawFlat(scene, now, size)
    return !moving
  }

  function coloursOf({ palette }: Scene): OrbFrame['colours'] {
    if (colours?.palette !== palette) {
      const { agent: water, user: air, surface, text } = palette
      colours = { palette, rgb: { water: rgb(water), air: rgb(air), surface: rgb(surface), text: rgb(text) } }
    }
    return colours.rgb
  }
}

function arcOf({ pose, time, reduced }: Scene): number {
  if (pose === 'tool') return reduced ? 0.5 : Math.floor(((time * 0.22) % 1) * 12 + 1) / 12
  if (reduced) return 0.1
  const turn = (time * 0.45) % 1
  return pose === 'reconnecting' ? 1 - turn : turn
}

function drawFlat({ context: x, width, height, palette, pose }: Scene, { horizon, cut }: OrbPose, size: number): void {
  const radius = size * 0.42
  x.save()
  x.beginPath()
  x.arc(width / 2, height / 2, radius, 0, Math.PI * 2)
  x.clip()
  x.fillStyle = palette.ground
  x.fillRect(0, 0, width, height)
  x.fillStyle = pose === 'error' || pose === 'disconnected' ? palette.strong : palette.agent
  x.fillRect(0, height / 2 - horizon * radius, width, height)
  if (cut > 0.1) {
    x.strokeStyle = palette.surface
    x.lineWidth = 6
    x.beginPath()
    x.moveTo(width / 2 + radius * 0.34, height / 2 - radius)
    x.lineTo(width / 2 - radius * 0.34, height / 2 + radius)
    x.stroke()
  }
  x.restore()
  x.strokeStyle = palette.strong
  x.lineWidth = 1
  x.beginPath()
  x.arc(width / 2, height / 2, radius - 0.5, 0, Math.PI * 2)
  x.stroke()
}

let probe: CanvasRenderingContext2D | null = null

/** Any CSS colour as three numbers, 0 to 1. */
function rgb(css: string): readonly [number, number, number] {
  if (!probe) {
    const canvas = document.createElement('canvas')
    canvas.width = canvas.height = 1
    probe = canvas.getContext('2d', { willReadFrequently: true })
  }
  if (!probe) return [0.5, 0.5, 0.5]
  probe.clearRect(0, 0, 1, 1)
  probe.fillStyle = css
  probe.fillRect(0, 0, 1, 1)
  const [r = 0, g = 0, b = 0] = probe.getImageData(0, 0, 1, 1).data
  return [r / 255, g / 255, b / 255]
}

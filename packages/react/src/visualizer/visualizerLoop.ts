import type { Pose } from './pose.ts'
import { readPalette, watchTheme, type Palette } from './palette.ts'

/** What a painter draws: one frame of one canvas, in CSS pixels. */
export interface Scene {
  readonly canvas: HTMLCanvasElement
  readonly context: CanvasRenderingContext2D
  readonly width: number
  readonly height: number
  /** Seconds since the loop began, standing still while it does. */
  readonly time: number
  /** Seconds since the frame before; 0 for the first. */
  readonly dt: number
  readonly pose: Pose
  /** Seconds since the pose began. */
  readonly poseTime: number
  /** 0 to 1. */
  readonly mic: number
  readonly agent: number
  readonly micBands: Float32Array | undefined
  readonly agentBands: Float32Array | undefined
  readonly palette: Palette
  /** A new object means a new theme. */
  readonly reduced: boolean
  readonly rtl: boolean
}

/** Draws a frame. True when nothing will move until the pose or a level changes. */
export type Painter = (scene: Scene) => boolean

export interface LoopInput {
  pose: Pose
  mic: number
  agent: number
  micBands: Float32Array | undefined
  agentBands: Float32Array | undefined
  reduced: boolean | null
}

export interface VisualizerLoop {
  /** Something changed: draws until it has settled. */
  wake(): void
  stop(): void
}

/** In reduced motion, steps a second. */
const stepsPerSecond = 2

/** Draws a canvas while it is seen and something moves. */
export function startVisualizerLoop(canvas: HTMLCanvasElement, painter: Painter, input: LoopInput): VisualizerLoop {
  const context = canvas.getContext('2d')
  if (!context) return { wake() {}, stop() {} }
  let palette = readPalette(canvas)
  let rtl = getComputedStyle(canvas).direction === 'rtl'
  let time = 0
  let poseAt = 0
  let pose = input.pose
  let last: number | null = null
  let inView = typeof IntersectionObserver === 'undefined'
  let cancel: (() => void) | null = null
  let stopped = false
  const motion = matchMedia('(prefers-reduced-motion: reduce)')
  const isReduced = (): boolean =>
    input.reduced ?? (motion.matches || canvas.closest("[data-motion='reduced']") !== null)

  const frame = (nowMs: number): void => {
    cancel = null
    if (stopped || !inView || document.hidden) {
      last = null
      return
    }
    const reduced = isReduced()
    const longest = reduced ? 1 / stepsPerSecond : 0.05
    const dt = last === null ? 0 : Math.min(longest, (nowMs - last) / 1000)
    last = nowMs
    time += dt
    if (pose !== input.pose) {
      pose = input.pose
      poseAt = time
    }
    const size = fit(canvas, context)
    if (size === null) return
    const scene = { canvas, context, ...size, time, dt, poseTime: time - poseAt, palette, rtl }
    const still = painter({ ...scene, ...input, reduced })
    if (still) last = null
    else schedule(reduced)
  }
  const schedule = (slowly: boolean): void => {
    if (cancel || stopped) return
    if (slowly) {
      const timer = setTimeout(() => frame(performance.now()), 1000 / stepsPerSecond)
      cancel = () => clearTimeout(timer)
    } else {
      const id = requestAnimationFrame(frame)
      cancel = () => cancelAnimationFrame(id)
    }
  }
  const wake = (): void => {
    // A still canvas answers at once, also in reduced motion; one that runs comes to it by itself.
    if (last === null) schedule(false)
  }
  const look = (): void => {
    palette = readPalette(canvas)
    rtl = getComputedStyle(canvas).direction === 'rtl'
    redraw()
  }
  const redraw = (): void => {
    cancel?.()
    cancel = null
    schedule(false)
  }
  const visibility = (): void => {
    if (!document.hidden) redraw()
  }

  const observer =
    typeof IntersectionObserver === 'undefined'
      ? null
      : new IntersectionObserver(
          (entries) => {
            inView = entries.at(-1)?.isIntersecting ?? false
            if (inView) redraw()
          },
          { rootMargin: '80px' },
        )
  observer?.observe(canvas)
  const resize = typeof ResizeObserver === 'undefined' ? null : new ResizeObserver(redraw)
  resize?.observe(canvas)
  const offTheme = watchTheme(look)
  motion.addEventListener('change', redraw)
  document.addEventListener('visibilitychange', visibility)
  schedule(false)

  return {
    wake,
    stop() {
      stopped = true
      cancel?.()
      observer?.disconnect()
      resize?.disconnect()
      offTheme()
      motion.removeEventListener('change', redraw)
      document.removeEventListener('visibilitychange', visibility)
    },
  }
}

/** The canvas in device pixels, cleared; null while it has no size. */
function fit(canvas: HTMLCanvasElement, context: CanvasRenderingContext2D): { width: number; height: number } | null {
  const { clientWidth: width, clientHeight: height } = canvas
  if (width === 0 || height === 0) return null
  const density = Math.min(globalThis.devicePixelRatio || 1, 2)
  const [w, h] = [Math.round(width * density), Math.round(height * density)]
  if (canvas.width !== w || canvas.height !== h) {
    canvas.width = w
    canvas.height = h
  }
  context.setTransform(density, 0, 0, density, 0, 0)
  context.clearRect(0, 0, width, height)
  return { width, height }
}

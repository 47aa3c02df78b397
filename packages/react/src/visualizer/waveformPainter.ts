import type { ToolCallView } from '@parley/core'
import { formatDuration } from '../internal/formatDuration.ts'
import type { SessionLike } from '../session/SessionLike.ts'
import { clamp, grain } from './motion.ts'
import { columnMs, timelineOf, waitingMs, type Timeline } from './timeline.ts'
import type { Painter, Scene } from './visualizerLoop.ts'

export interface WaveformWords {
  you: string
  agent: string
  notYetHeard: string
}

/** Where things stand on the canvas. */
interface Layout {
  mid: number
  room: number
  base: number
  pitch: number
  pill: number
  perSecond: number
  nowX: number
  lead: number
  x(ms: number): number
}

/** Two lanes on one axis of time: the user above, the agent below, what is not heard yet right of the now line. */
export function createWaveformPainter(session: SessionLike, words: () => WaveformWords): Painter {
  const timeline = timelineOf(session)
  return (scene) => {
    timeline.add(scene.mic, scene.agent)
    const layout = layoutOf(scene, timeline.now())
    const { context: x, width, palette } = scene
    x.save()
    if (scene.rtl) {
      x.translate(width, 0)
      x.scale(-1, 1)
    }
    x.fillStyle = palette.line
    x.fillRect(0, layout.mid - 0.5, width, 1)
    drawColumns(scene, layout, timeline)
    const waiting = drawWaiting(scene, layout, waitingMs(session.getSnapshot()), timeline)
    for (const cut of timeline.cuts) drawCut(scene, layout, cut.at)
    if (timeline.startedAt !== null) {
      for (const call of session.getSnapshot().toolCalls) drawTool(scene, layout, call, timeline.startedAt)
      drawNow(scene, layout)
    }
    if (layout.base > 0) drawTicks(scene, layout, timeline)
    drawNames(scene, layout, words(), waiting)
    x.restore()
    return !timeline.running
  }
}

function layoutOf({ width, height, reduced }: Scene, now: number): Layout {
  const narrow = width < 500
  const perSecond = narrow ? 20 : width < 800 ? 30 : 44
  const top = height > 80 ? 12 : 7
  const base = height > 80 ? 18 : 0
  const mid = (height - base) / 2 + 1
  let nowX = width * (narrow ? 0.78 : 0.84)
  if (reduced) {
    // No scrolling: a page fills, then turns.
    const page = ((width - 100) / perSecond) * 900
    nowX = 90 + ((now % page) / 1000) * perSecond
  }
  return {
    mid,
    room: mid - top,
    base,
    pitch: narrow ? 4 : 5,
    pill: narrow ? 2 : 2.5,
    perSecond,
    nowX,
    lead: narrow ? 0 : 72,
    x: (ms) => nowX + ((ms - now) / 1000) * perSecond,
  }
}

function capsule(x: CanvasRenderingContext2D, cx: number, from: number, to: number, width: number): void {
  x.beginPath()
  x.roundRect(cx - width / 2, Math.min(from, to), width, Math.max(1, Math.abs(to - from)), width / 2)
  x.fill()
}

function drawColumns(scene: Scene, layout: Layout, timeline: Timeline): void {
  const { context: x, width, palette } = scene
  const { mid, room, pitch, pill, perSecond, lead } = layout
  const stepMs = (pitch / perSecond) * 1000
  const first = Math.max(0, Math.floor((timeline.now() - (layout.nowX / perSecond) * 1000) / stepMs))
  const last = Math.floor(timeline.now() / stepMs)
  for (let i = first; i <= last; i++) {
    const px = layout.x(i * stepMs)
    if (px < -4 || px > width + 4) continue
    x.globalAlpha = clamp(Math.min((px - lead + 4) / 60, (width - px + 4) / 40))
    const { mic, agent } = loudest(timeline, i * stepMs, (i + 1) * stepMs)
    x.fillStyle = palette.user
    if (mic > 0.04) capsule(x, px, mid - 2.5, mid - 2.5 - mic * room, pill)
    x.fillStyle = palette.agent
    if (agent > 0.04) capsule(x, px, mid + 2.5, mid + 2.5 + agent * room, pill)
  }
  // What an interruption threw away: hairlines after the cut.
  for (const cut of timeline.cuts) {
    x.fillStyle = palette.muted
    for (let ms = cut.at + stepMs; ms < cut.at + cut.lostMs; ms += stepMs) {
      const px = layout.x(ms)
      if (px < lead || px > width) continue
      x.globalAlpha = 0.45 * clamp((px - lead + 4) / 60)
      x.fillRect(px - 0.5, mid + 3, 1, room * (0.2 + 0.5 * grain(Math.round(ms / stepMs))))
    }
  }
  x.globalAlpha = 1
}

function loudest(timeline: Timeline, from: number, to: number): { mic: number; agent: number } {
  let mic = 0
  let agent = 0
  for (let i = Math.floor(from / columnMs); i <= Math.floor((to - 1) / columnMs); i++) {
    const column = timeline.columns[i]
    if (!column) continue
    mic = Math.max(mic, column.mic)
    agent = Math.max(agent, column.agent)
  }
  return { mic, agent }
}

function drawWaiting({ context: x, width, palette }: Scene, layout: Layout, ms: number, timeline: Timeline): boolean {
  if (ms < 300 || !timeline.running) return false
  const { mid, room, pitch, pill, nowX } = layout
  x.strokeStyle = palette.agent
  x.lineWidth = 1
  const shift = Math.floor(timeline.now() / ((pitch / layout.perSecond) * 1000))
  const end = Math.min(width, nowX + (ms / 1000) * layout.perSecond)
  for (let px = nowX + pitch * 1.5, i = 1; px < end; px += pitch, i++) {
    x.globalAlpha = 0.6 * clamp((width - px + 4) / 40)
    x.beginPath()
    x.roundRect(px - pill / 2, mid + 3, pill, room * (0.3 + 0.45 * grain(shift + i)), 1)
    x.stroke()
  }
  x.globalAlpha = 1
  return true
}

function drawCut({ context: x, width, palette }: Scene, { mid, room, lead, x: at }: Layout, ms: number): void {
  const px = at(ms)
  if (px < lead + 20 || px > width) return
  const line = (color: string, thickness: number, cap: CanvasLineCap): void => {
    x.strokeStyle = color
    x.lineWidth = thickness
    x.lineCap = cap
    x.beginPath()
    x.moveTo(px + 6, mid - 1)
    x.lineTo(px - 6, mid + room + 1)
    x.stroke()
  }
  line(palette.ground, 7, 'butt')
  line(palette.user, 2, 'round')
}

function drawTool({ context: x, width, palette }: Scene, layout: Layout, call: ToolCallView, startedAt: number): void {
  const px = layout.x(call.startedAt - startedAt)
  if (px < layout.lead + 10 || px > width) return
  x.save()
  x.translate(px, layout.mid)
  x.rotate(Math.PI / 4)
  x.fillStyle = palette.ground
  x.fillRect(-6.5, -6.5, 13, 13)
  x.fillStyle =
    call.status === 'awaiting_approval' ? palette.user : call.status === 'failed' ? palette.danger : palette.muted
  x.beginPath()
  x.roundRect(-4, -4, 8, 8, 1.5)
  x.fill()
  x.restore()
}

function drawNow({ context: x, palette }: Scene, { nowX, pitch, mid, room }: Layout): void {
  const px = nowX + pitch / 2
  x.fillStyle = palette.text
  x.fillRect(px, mid - room - 4, 1.5, room * 2 + 2)
  x.beginPath()
  x.arc(px + 0.75, mid - room - 4, 3, 0, Math.PI * 2)
  x.fill()
}

function write(scene: Scene, text: string, px: number, py: number, align: 'left' | 'center', weight = 400): void {
  const { context: x, palette, rtl } = scene
  x.save()
  x.translate(px, py)
  if (rtl) x.scale(-1, 1)
  x.fillStyle = palette.muted
  x.font = `${weight} 12px ${palette.font}`
  x.textBaseline = 'middle'
  x.textAlign = align === 'center' ? 'center' : rtl ? 'right' : 'left'
  x.fillText(text, 0, 0)
  x.restore()
}

function drawTicks(scene: Scene, layout: Layout, timeline: Timeline): void {
  const { context: x, height, width, palette } = scene
  if (timeline.startedAt === null) return
  const now = timeline.now()
  const from = Math.max(0, now - (layout.nowX / layout.perSecond) * 1000)
  for (let ms = Math.ceil(from / 5000) * 5000; layout.x(ms) < width - 20; ms += 5000) {
    const px = layout.x(ms)
    if (px < layout.lead + 24) continue
    x.fillStyle = palette.line
    x.fillRect(px - 0.5, height - layout.base - 3, 1, 4)
    write(scene, formatDuration(ms), px, height - layout.base / 2 - 1, 'center')
  }
}

function drawNames(
  scene: Scene,
  { mid, room, lead, nowX, pitch }: Layout,
  words: WaveformWords,
  waiting: boolean,
): void {
  if (lead === 0) return
  write(scene, words.you, 24, mid - room / 2, 'left', 500)
  write(scene, words.agent, 24, mid + room / 2, 'left', 500)
  if (waiting) write(scene, words.notYetHeard, nowX + pitch + 10, mid - room / 2, 'left')
}

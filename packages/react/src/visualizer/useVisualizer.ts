'use client'

import { useEffect, useRef, type RefObject } from 'react'
import type { AgentState } from '@parley/core'
import { useLatest } from '../internal/useLatest.ts'
import { useRealtime } from '../session/useRealtime.ts'
import type { SessionLike } from '../session/SessionLike.ts'
import { useSession } from '../session/useSession.ts'
import { levelHub, visibleLevel, type LevelSource } from './levelHub.ts'
import { agentStateOf, selectPose, type Pose } from './pose.ts'
import type { LoopInput, Painter, VisualizerLoop } from './visualizerLoop.ts'

export interface VisualizerOptions {
  /** Whose voice: one side, or both (default), the user above and the agent below. */
  source?: LevelSource | 'both'
  /** Shows this pose instead of the session's. */
  state?: Pose
  /** How many bars, dots or segments. */
  bands?: number
  /** Width and height in CSS pixels; default by the stylesheet. */
  size?: number
  /** Shows this level, 0 to 1, instead of the real one: for stories and pictures. */
  level?: number
  /** `reduced` as the system's setting does; `none` draws one still picture. Default the system's. */
  motion?: 'full' | 'reduced' | 'none'
}

const loadLoop = () => import('./visualizerLoop.ts')

/** Fetches the code of a picture and makes its painter: pictures cost nothing until they are shown. */
export type LoadPainter = (session: SessionLike) => Promise<Painter>

export interface VisualizerState {
  state: AgentState
  pose: Pose
  source: LevelSource | 'both'
  motion: 'full' | 'reduced' | 'none' | null
}

/** Runs a painter on a canvas. Levels go straight to the canvas; the component renders only when the pose changes. */
export function useVisualizer(
  { source = 'both', state, level, motion }: VisualizerOptions,
  load: LoadPainter,
): { ref: RefObject<HTMLCanvasElement | null>; state: VisualizerState } {
  const session = useSession()
  const own = useRealtime(selectPose)
  const pose = state ?? own
  const ref = useRef<HTMLCanvasElement>(null)
  const running = useRef<{ loop: VisualizerLoop; input: LoopInput } | null>(null)
  const latest = useLatest({ pose, level, motion, load })

  useEffect(() => {
    const canvas = ref.current
    if (!canvas) return undefined
    const input: LoopInput = {
      pose: 'idle',
      mic: 0,
      agent: 0,
      micBands: undefined,
      agentBands: undefined,
      reduced: null,
    }
    let loop: VisualizerLoop | null = null
    let gone = false
    const begin = async (): Promise<void> => {
      const [{ startVisualizerLoop }, painter] = await Promise.all([loadLoop(), latest.get().load(session)])
      if (gone) return
      apply(input, latest.get())
      loop = startVisualizerLoop(canvas, (scene) => painter(scene) || latest.get().motion === 'none', input)
      running.current = { loop, input }
    }
    // A picture that cannot be fetched stays empty; the words beside it say the same.
    begin().catch(() => {})
    const stops = (['mic', 'agent'] as const)
      .filter((side) => source === 'both' || source === side)
      .map((side) =>
        levelHub(session, side).subscribe((frame) => {
          if (latest.get().level !== undefined) return
          // Nobody hears a muted microphone: it is drawn as silence.
          const silent = side === 'mic' && session.getSnapshot().muted
          input[side] = silent ? 0 : visibleLevel(frame)
          input[`${side}Bands`] = silent ? undefined : frame.bands
          loop?.wake()
        }),
      )
    return () => {
      gone = true
      running.current = null
      for (const stop of stops) stop()
      loop?.stop()
    }
  }, [session, source, latest])

  useEffect(() => {
    if (!running.current) return
    apply(running.current.input, { pose, level, motion })
    running.current.loop.wake()
  }, [pose, level, motion])

  return { ref, state: { state: agentStateOf(pose), pose, source, motion: motion ?? null } }
}

function apply(
  input: LoopInput,
  { pose, level, motion }: { pose: Pose; level: number | undefined; motion: VisualizerOptions['motion'] | undefined },
): void {
  input.pose = pose
  input.reduced = motion === undefined ? null : motion !== 'full'
  if (level === undefined) return
  input.mic = level
  input.agent = level
}

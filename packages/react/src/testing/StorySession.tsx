import { useEffect, useState, type ReactElement, type ReactNode } from 'react'
import { expect, waitFor } from 'storybook/test'
import { systemClock } from '@parley/core'
import { RealtimeProvider, type RealtimeProviderProps } from '../session/RealtimeProvider.tsx'
import { createFakeSession, type FakeSession, type FakeSessionOptions } from './createFakeSession.ts'

export interface StorySessionProps {
  /** What happens, once the story is shown. Default: the conversation begins. */
  script?: (fake: FakeSession) => unknown
  options?: FakeSessionOptions
  labels?: RealtimeProviderProps['labels']
  dir?: RealtimeProviderProps['dir']
  /** Whose voice is heard all the time: levels as speech makes them. */
  voices?: readonly ('mic' | 'agent')[]
  children?: ReactNode
}

/** The ground of every story: a real session over a scripted server, in real time. */
export function StorySession({ script, options, labels, dir, voices, children }: StorySessionProps): ReactElement {
  const [fake] = useState(() => createFakeSession({ clock: systemClock, ...options }))
  const [run] = useState(() => async () => {
    await (script ? script(fake) : fake.connect())
  })
  const [told, setTold] = useState(false)
  useEffect(() => {
    void run().then(() => setTold(true))
    return () => void fake.session.close().catch(() => {})
  }, [fake, run])
  const sources = voices?.join()
  useEffect(() => {
    if (!sources) return undefined
    const timer = setInterval(() => {
      const now = performance.now() / 1000
      if (sources.includes('mic')) fake.microphone.level(speech(now, 2))
      if (sources.includes('agent')) fake.speaker.level(speech(now, 5))
    }, 20)
    return () => clearInterval(timer)
  }, [fake, sources])
  return (
    <RealtimeProvider session={fake.session} {...(labels ? { labels } : {})} {...(dir ? { dir } : {})}>
      {children}
      {told && <span data-story="told" hidden />}
    </RealtimeProvider>
  )
}

/** The story is told to its end: what axe looks at is what the reader sees. */
export async function told({ canvasElement }: { canvasElement: HTMLElement }): Promise<void> {
  await waitFor(() => expect(canvasElement.querySelector('[data-story="told"]')).not.toBeNull(), { timeout: 8000 })
}

/** Phrases, syllables and pauses: loudness as a voice has it, the same at the same time. */
function speech(seconds: number, seed: number): number {
  const wave = (speed: number, shift: number): number => 0.5 + 0.5 * Math.sin(seconds * speed + seed * shift)
  const phrase = wave(0.9, 3) > 0.12 ? 1 : 0.05
  return 0.3 * phrase * (0.25 + 0.75 * wave(2.1, 1.7)) * wave(11, 5.3) ** 1.4 * (0.6 + 0.4 * wave(31, 2.3))
}

/** Waits in the time of the story. */
export const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

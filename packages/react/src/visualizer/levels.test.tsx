import { act, screen } from '@testing-library/react'
import { useEffect } from 'react'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { renderWithSession } from '../testing/index.ts'
import { selectPose } from './pose.ts'
import { useLevel } from './useLevel.ts'
import { useLevelFrame } from './useLevelFrame.ts'
import { useLevelRef } from './useLevelRef.ts'
import { useSpeaking } from './useSpeaking.ts'
import * as Visualizer from './Visualizer.parts.ts'

const frame = (ms = 20): Promise<void> => act(async () => void (await vi.advanceTimersByTimeAsync(ms)))

beforeEach(() => void vi.useFakeTimers({ toFake: ['requestAnimationFrame', 'cancelAnimationFrame', 'performance'] }))

describe('levels', () => {
  test('useLevelRef writes the level and the bands to its element and renders nothing', async () => {
    let renders = 0
    function Meter() {
      renders++
      const ref = useLevelRef<HTMLDivElement>('agent', { bands: 2 })
      return <div ref={ref} data-testid="meter" />
    }
    const { speaker, unmount } = await renderWithSession(<Meter />)
    const { style } = screen.getByTestId('meter')
    speaker.level(0.3, new Float32Array([0.25, 0.75]))
    await frame()
    expect(Number(style.getPropertyValue('--rt-level'))).toBeGreaterThan(0.8)
    expect([style.getPropertyValue('--rt-band-0'), style.getPropertyValue('--rt-band-1')]).toEqual(['0.26', '0.76'])
    speaker.level(0)
    await frame()
    expect(style.getPropertyValue('--rt-level')).toBe('0')
    expect(renders).toBe(1)
    unmount()
    expect(speaker.levelListeners).toBe(0)
  })

  test('useLevelRef leaves its element alone while the level stays within a step', async () => {
    function Meter() {
      return <div ref={useLevelRef<HTMLDivElement>('agent')} data-testid="meter" />
    }
    const { speaker } = await renderWithSession(<Meter />)
    const written = vi.spyOn(screen.getByTestId('meter').style, 'setProperty')
    for (const level of [0.3, 0.3025]) {
      speaker.level(level)
      await frame()
    }
    expect(written).toHaveBeenCalledOnce()
    speaker.level(0.1)
    await frame()
    expect(written).toHaveBeenCalledTimes(2)
  })

  test('useLevelFrame draws at most so many times a second, and always tells silence', async () => {
    const drawn: number[] = []
    function Picture(): null {
      useLevelFrame('mic', ({ rms }) => void drawn.push(rms), { fps: 10 })
      return null
    }
    const { microphone } = await renderWithSession(<Picture />)
    for (let i = 1; i <= 50; i++) {
      microphone.level(i / 100)
      await frame()
    }
    expect(drawn.length).toBeGreaterThan(5)
    expect(drawn.length).toBeLessThanOrEqual(11)
    microphone.level(0)
    await frame()
    expect(drawn.at(-1)).toBe(0)
  })

  test('useLevelFrame is still while it is not enabled', async () => {
    const draw = vi.fn()
    function Picture({ enabled }: { enabled: boolean }): null {
      useLevelFrame('mic', draw, { enabled })
      return null
    }
    const { microphone, rerender } = await renderWithSession(<Picture enabled={false} />)
    expect(microphone.levelListeners).toBe(0)
    rerender(<Picture enabled />)
    microphone.level(0.2)
    await frame()
    expect(draw).toHaveBeenCalledTimes(1)
  })

  test('useLevel renders for a new step only', async () => {
    const steps: number[] = []
    function Steps(): null {
      const step = useLevel('mic', { steps: 4 })
      // What React shows; a render that it drops does not count.
      useEffect(() => void steps.push(step))
      return null
    }
    const { microphone } = await renderWithSession(<Steps />)
    for (const rms of [0.3, 0.301, 0.302, 0.303]) {
      microphone.level(rms)
      await frame(120)
    }
    microphone.level(0)
    await frame(120)
    expect(steps).toEqual([0, 4, 0])
  })

  test('useSpeaking follows the conversation, each side its own', async () => {
    const seen: string[] = []
    function Sides(): null {
      seen.push(`${useSpeaking('mic') ? 'user' : ''}${useSpeaking('agent') ? 'agent' : ''}`)
      return null
    }
    const { agent, step, clock, server } = await renderWithSession(<Sides />)
    await step(() => server.receive({ type: 'input_audio_buffer.speech_started', audio_start_ms: 0, item_id: 'u' }))
    await step(() => agent.userSays('Hi.'))
    await step(() => agent.says('Hello.'))
    await step(() => clock.advance(2000))
    expect(seen).toEqual(['', 'user', '', 'agent', ''])
  })
})

describe('visualizers', () => {
  const { Waveform: _timeline, ...states } = Visualizer
  const all = Object.entries(states)

  test.each(all)('%s is decorative by default, and a picture with a name where that is wished', async (_name, Part) => {
    const { rerender, container, step, session } = await renderWithSession(<Part />)
    const canvas = container.querySelector('canvas')!
    expect([canvas.getAttribute('aria-hidden'), canvas.dataset['state']]).toEqual(['true', 'idle'])
    rerender(<Part labelled source="agent" />)
    expect(screen.getByRole('img', { name: 'Ready' })).toBe(canvas)
    expect(canvas.dataset['source']).toBe('agent')
    await step(() => session.mute())
    expect(screen.getByRole('img', { name: 'Muted' })).toBe(canvas)
    rerender(<Part labelled state="thinking" motion="none" />)
    expect(screen.getByRole('img', { name: 'Thinking' }).dataset).toMatchObject({ motion: 'none', pose: 'thinking' })
  })

  test('the waveform is a timeline, and says whose', async () => {
    await renderWithSession(<Visualizer.Waveform />)
    expect(screen.getByRole('img', { name: /^Timeline of the conversation: you above the line/ })).toBeTruthy()
  })

  test('the pose goes with the conversation', async () => {
    const { session, agent, step, clock, server } = await renderWithSession(<span />, { connected: false })
    const poses: string[] = []
    const note = (): void => void poses.push(selectPose(session.getSnapshot()))
    note()
    await step(() => session.connect())
    note()
    await step(() => agent.begins('One two three four.'))
    note()
    await step(() => clock.advance(300))
    await step(() => server.receive({ type: 'input_audio_buffer.speech_started', audio_start_ms: 0, item_id: 'u' }))
    note()
    await step(() => session.close())
    note()
    expect(poses).toEqual(['disconnected', 'idle', 'speaking', 'interrupted', 'disconnected'])
  })
})

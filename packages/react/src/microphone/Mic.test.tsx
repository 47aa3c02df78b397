import { act, fireEvent, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { useState, type ReactElement } from 'react'
import { describe, expect, test, vi } from 'vitest'
import type { MicErrorReason } from '@parley/core'
import { renderWithSession } from '../testing/index.ts'
import * as Mic from './Mic.parts.ts'

const mute = (): HTMLElement => screen.getByRole('button', { name: 'Mute microphone' })

describe('Mic.Toggle', () => {
  test('mutes and unmutes; its name stays, its pressed state tells', async () => {
    const { session, step } = await renderWithSession(<Mic.Toggle />)
    expect(mute().getAttribute('aria-pressed')).toBe('false')
    await userEvent.click(mute())
    await step(() => {})
    expect(session.muted).toBe(true)
    expect(mute().getAttribute('aria-pressed')).toBe('true')
    expect(mute().getAttribute('data-muted')).toBe('')
    await userEvent.click(mute())
    await step(() => {})
    expect(mute().getAttribute('data-muted')).toBeNull()
  })

  test('leaves the decision to the app where the app holds it', async () => {
    const asked: boolean[] = []
    function App(): ReactElement {
      const [muted, setMuted] = useState(false)
      return (
        <Mic.Root
          muted={muted}
          onMutedChange={(next) => {
            asked.push(next)
            setMuted(next)
          }}
        >
          <Mic.Toggle />
        </Mic.Root>
      )
    }
    const { session, step } = await renderWithSession(<App />)
    await userEvent.click(mute())
    await step(() => {})
    expect(asked).toEqual([true])
    expect(session.muted).toBe(true)
  })

  test('begins muted where it is told to', async () => {
    const { session } = await renderWithSession(
      <Mic.Root defaultMuted>
        <Mic.Toggle />
      </Mic.Root>,
    )
    expect(session.muted).toBe(true)
  })

  test('does not act when the app prevented the press', async () => {
    const { session, step } = await renderWithSession(<Mic.Toggle onClick={(event) => event.preventDefault()} />)
    await userEvent.click(mute())
    await step(() => {})
    expect(session.muted).toBe(false)
  })
})

describe('Mic.DeviceSelect', () => {
  const devices = [
    { deviceId: 'a', label: 'Built-in', isDefault: true },
    { deviceId: 'b', label: 'Headset', isDefault: false },
  ]
  const select = (): HTMLSelectElement => screen.getByRole('combobox', { name: 'Microphone' })

  test('lists what is plugged in and shows what is used', async () => {
    const { microphone, step } = await renderWithSession(<Mic.DeviceSelect />, { microphone: { devices } })
    expect(screen.getAllByRole('option').map((option) => option.textContent)).toEqual(['Built-in', 'Headset'])
    await userEvent.selectOptions(select(), 'Headset')
    await step(() => {})
    expect(select().value).toBe('b')
    await step(() => microphone.setDevices([devices[0]!]))
    expect(select().value).toBe('a')
  })

  test('has its name while there is nothing to choose', async () => {
    await renderWithSession(<Mic.DeviceSelect />, { connected: false })
    expect(select().disabled).toBe(true)
  })
})

describe('what is wrong with the microphone', () => {
  const reasons: [MicErrorReason, RegExp][] = [
    ['denied', /Microphone blocked/],
    ['blocked-by-policy', /may not use a microphone/],
    ['not-found', /No microphone found/],
    ['in-use', /Another app has the microphone/],
    ['overconstrained', /chosen microphone is not there/],
    ['insecure-context', /secure pages only/],
    ['unsupported', /cannot use a microphone/],
  ]
  test.each(reasons)('says so and what to do: %s', async (reason, words) => {
    const { microphone, step } = await renderWithSession(<Mic.ErrorText />)
    expect(screen.queryByRole('alert')).toBeNull()
    await step(() => microphone.fail(reason))
    const alert = screen.getByRole('alert')
    expect(alert.textContent).toMatch(words)
    expect(alert.getAttribute('data-reason')).toBe(reason)
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }))
    await step(() => {})
    expect(screen.queryByRole('alert')).toBeNull()
  })

  test.each(['os', 'device-removed', 'page-hidden'] as const)('offers a way back after: %s', async (cause) => {
    const { microphone, step, session } = await renderWithSession(<Mic.ErrorText />)
    await step(() => microphone.interrupt(cause))
    expect(screen.getByRole('alert').getAttribute('data-reason')).toBe(cause)
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }))
    await step(() => {})
    expect(session.getSnapshot().microphone.status).toBe('live')
  })

  test('tells somebody who talks while muted, and unmutes', async () => {
    const { microphone, session, step } = await renderWithSession(<Mic.MutedSpeakingHint />)
    await step(() => session.mute())
    expect(screen.queryByRole('status')).toBeNull()
    await step(() => microphone.speakWhileMuted())
    expect(screen.getByRole('status').textContent).toContain('You’re talking, but muted.')
    await userEvent.click(screen.getByRole('button', { name: 'Unmute' }))
    await step(() => {})
    expect(session.muted).toBe(false)
  })

  test('asks for permission', async () => {
    const { microphone, step } = await renderWithSession(<Mic.PermissionPrompt />)
    await step(() => microphone.setState({ status: 'prompt' }))
    await userEvent.click(screen.getByRole('button', { name: 'Allow microphone' }))
    await step(() => {})
    expect(screen.queryByRole('group')).toBeNull()
  })
})

describe('Mic.PushToTalk', () => {
  const talk = (): HTMLElement => screen.getByRole('button', { name: /Hold to talk/ })
  const sent = (server: { sent: readonly { type: string }[] }): string[] =>
    server.sent.map((event) => event.type).filter((type) => type.startsWith('input_audio_buffer'))

  test('holds the floor between press and release', async () => {
    const now = vi.spyOn(performance, 'now').mockReturnValue(0)
    const { session, step } = await renderWithSession(<Mic.PushToTalk />)
    const started = vi.spyOn(session, 'startTurn')
    const ended = vi.spyOn(session, 'endTurn')
    await step(() => fireEvent.pointerDown(talk(), { button: 0, pointerId: 1 }))
    expect(started).toHaveBeenCalledOnce()
    expect(talk().getAttribute('data-pressed')).toBe('')
    now.mockReturnValue(400)
    await step(() => fireEvent.pointerUp(talk(), { button: 0, pointerId: 1 }))
    expect(ended).toHaveBeenCalledOnce()
    expect(talk().getAttribute('data-pressed')).toBeNull()
  })

  test('forgets a slip', async () => {
    vi.spyOn(performance, 'now').mockReturnValue(0)
    const { session, step } = await renderWithSession(<Mic.PushToTalk />)
    const cancelled = vi.spyOn(session, 'cancelTurn')
    await step(() => fireEvent.pointerDown(talk(), { button: 0, pointerId: 1 }))
    await step(() => fireEvent.pointerUp(talk(), { button: 0, pointerId: 1 }))
    expect(cancelled).toHaveBeenCalledOnce()
  })

  test('answers to its key anywhere on the page, but not in a text', async () => {
    const { session, step } = await renderWithSession(
      <>
        <Mic.PushToTalk minHoldMs={0} />
        <input aria-label="Name" />
      </>,
    )
    const started = vi.spyOn(session, 'startTurn')
    await step(() => fireEvent.keyDown(screen.getByRole('textbox'), { code: 'Space' }))
    expect(started).not.toHaveBeenCalled()
    await step(() => fireEvent.keyDown(document.body, { code: 'Space' }))
    await step(() => fireEvent.keyDown(document.body, { code: 'Space', repeat: true }))
    expect(started).toHaveBeenCalledOnce()
    await step(() => fireEvent.keyUp(document.body, { code: 'Space' }))
    expect(talk().getAttribute('aria-pressed')).toBe('false')
  })

  test.each([
    ['the window loses the focus', () => fireEvent.blur(window)],
    ['the pointer is taken away', () => fireEvent.pointerCancel(talk())],
  ])('lets go when %s', async (_what, happens) => {
    const { step } = await renderWithSession(<Mic.PushToTalk />)
    await step(() => fireEvent.pointerDown(talk(), { button: 0, pointerId: 1 }))
    expect(talk().getAttribute('aria-pressed')).toBe('true')
    await step(() => happens())
    expect(talk().getAttribute('aria-pressed')).toBe('false')
  })

  test('toggles for hands that cannot hold', async () => {
    const { step } = await renderWithSession(<Mic.PushToTalk mode="toggle" />)
    const press = async (): Promise<void> => {
      await step(() => fireEvent.keyDown(talk(), { key: 'Enter' }))
      await step(() => fireEvent.keyUp(talk(), { key: 'Enter' }))
    }
    await press()
    expect(talk().getAttribute('aria-pressed')).toBe('true')
    await press()
    expect(talk().getAttribute('aria-pressed')).toBe('false')
  })

  test('does nothing without a conversation, and ends with it', async () => {
    const { session, step, server } = await renderWithSession(<Mic.PushToTalk />, { connected: false })
    await step(() => fireEvent.pointerDown(talk(), { button: 0, pointerId: 1 }))
    expect(talk().getAttribute('aria-pressed')).toBe('false')
    await step(() => session.connect())
    await step(() => fireEvent.pointerDown(talk(), { button: 0, pointerId: 1 }))
    await step(() => session.close())
    await act(async () => void fireEvent.pointerUp(talk(), { button: 0, pointerId: 1 }))
    expect(sent(server)).not.toContain('input_audio_buffer.commit')
  })
})

import { screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { useState } from 'react'
import { describe, expect, test, vi } from 'vitest'
import { DeviceError, type MicErrorReason } from '@parley/core'
import { createFakeMicrophone, createFakeSession, renderWithSession } from '../testing/index.ts'
import * as Mic from './Mic.parts.ts'
import { useMicrophone } from './useMicrophone.ts'

const usb = { deviceId: 'usb', label: 'USB microphone', isDefault: false }
const builtIn = { deviceId: 'built-in', label: 'Built-in microphone', isDefault: true }
const live = {
  status: 'live' as const,
  device: builtIn,
  devices: [builtIn, usb],
  mutedBy: null,
  speakingWhileMuted: false,
  silentSince: null,
}
const toggle = (): HTMLElement => screen.getByRole('button', { name: 'Mute microphone' })
const pressed = (): string | null => toggle().getAttribute('aria-pressed')

describe('Mic.Toggle', () => {
  test('keeps its name, and says by aria-pressed whether it mutes', async () => {
    const { connect, session, microphone } = renderWithSession(<Mic.Toggle />)
    await connect()
    expect([pressed(), toggle().dataset['muted'], toggle().dataset['state']]).toEqual(['false', undefined, 'live'])
    await userEvent.click(toggle())
    expect([pressed(), toggle().dataset['muted']]).toEqual(['true', ''])
    expect(session.muted).toBe(true)
    expect(microphone.state).toMatchObject({ mutedBy: 'user' })
    await userEvent.click(toggle())
    expect(pressed()).toBe('false')
  })

  test('works by keyboard, and before the conversation begins', async () => {
    const { connect, microphone } = renderWithSession(<Mic.Toggle />)
    await userEvent.tab()
    expect(document.activeElement).toBe(toggle())
    await userEvent.keyboard(' ')
    expect(pressed()).toBe('true')
    await connect()
    expect(microphone.state).toMatchObject({ status: 'live', mutedBy: 'user' })
  })

  test('follows a mute that came from elsewhere', async () => {
    const { session, does } = renderWithSession(<Mic.Toggle />)
    await does(() => session.mute())
    expect(pressed()).toBe('true')
  })
})

describe('Mic.Root', () => {
  test('uncontrolled: starts muted where it should, and tells of changes', async () => {
    const onMutedChange = vi.fn()
    const { connect } = renderWithSession(
      <Mic.Root defaultMuted onMutedChange={onMutedChange}>
        <Mic.Toggle />
      </Mic.Root>,
    )
    await connect()
    expect(pressed()).toBe('true')
    await userEvent.click(toggle())
    expect(pressed()).toBe('false')
    expect(onMutedChange.mock.calls).toEqual([[false]])
  })

  test('controlled: asks the app, and does only what the app says', async () => {
    function App({ obeys }: { obeys: boolean }) {
      const [muted, setMuted] = useState(false)
      return (
        <Mic.Root muted={muted} onMutedChange={(next) => obeys && setMuted(next)}>
          <Mic.Toggle />
        </Mic.Root>
      )
    }
    const { session, rerender } = renderWithSession(<App obeys={false} />)
    await userEvent.click(toggle())
    expect([pressed(), session.muted]).toEqual(['false', false])
    rerender(<App obeys />)
    await userEvent.click(toggle())
    expect([pressed(), session.muted]).toEqual(['true', true])
  })

  test('controlled: a mute from elsewhere is told to the app, whose word holds', async () => {
    const told: boolean[] = []
    function App({ obeys }: { obeys: boolean }) {
      const [muted, setMuted] = useState(false)
      const change = (next: boolean): void => {
        told.push(next)
        if (obeys) setMuted(next)
      }
      return (
        <Mic.Root muted={muted} onMutedChange={change}>
          <Mic.Toggle />
        </Mic.Root>
      )
    }
    const { session, does, rerender } = renderWithSession(<App obeys={false} />)
    await does(() => session.mute())
    expect([told, pressed(), session.muted]).toEqual([[true], 'false', false])
    rerender(<App obeys />)
    await does(() => session.mute())
    expect([told, pressed(), session.muted]).toEqual([[true, true], 'true', true])
    await userEvent.click(toggle())
    expect([told, pressed(), session.muted]).toEqual([[true, true, false], 'false', false])
  })

  test('shows the state of the microphone as data attributes', async () => {
    const { connect, microphone, does } = renderWithSession(<Mic.Root data-testid="root" />)
    const root = (): DOMStringMap => screen.getByTestId('root').dataset
    expect(root()).toMatchObject({ state: 'off', slot: 'mic-root' })
    await connect()
    await does(() => microphone.become({ ...live, mutedBy: 'user', speakingWhileMuted: true }))
    expect([root()['state'], root()['speaking']]).toEqual(['live', ''])
    await does(() => microphone.unplug())
    expect(root()).toMatchObject({ state: 'interrupted', reason: 'device-removed' })
  })

  test('the default device is asked for at first; what the user picks then stays, after an interruption too', async () => {
    const fake = createFakeSession({ microphone: createFakeMicrophone({ devices: [builtIn, usb] }) })
    const { connect, microphone, does } = renderWithSession(
      <Mic.Root defaultDeviceId="usb">
        <Mic.DeviceSelect />
      </Mic.Root>,
      { fake },
    )
    await connect()
    const select = screen.getByRole<HTMLSelectElement>('combobox', { name: 'Microphone' })
    expect(select.value).toBe('usb')
    await userEvent.selectOptions(select, 'built-in')
    expect(select.value).toBe('built-in')
    await does(() => microphone.become({ status: 'interrupted', cause: 'os' }))
    await does(() => microphone.retry())
    expect(select.value).toBe('built-in')
  })

  test('a controlled device is the app’s to change', async () => {
    const onDeviceIdChange = vi.fn()
    const ui = (deviceId: string) => (
      <Mic.Root deviceId={deviceId} onDeviceIdChange={onDeviceIdChange}>
        <Mic.DeviceSelect />
      </Mic.Root>
    )
    const fake = createFakeSession({ microphone: createFakeMicrophone({ devices: [builtIn, usb] }) })
    const { connect, rerender, does } = renderWithSession(ui('built-in'), { fake })
    await connect()
    const select = screen.getByRole<HTMLSelectElement>('combobox', { name: 'Microphone' })
    await userEvent.selectOptions(select, 'usb')
    expect(onDeviceIdChange.mock.calls).toEqual([['usb']])
    expect(select.value).toBe('built-in')
    await does(() => rerender(ui('usb')))
    expect(select.value).toBe('usb')
  })
})

describe('Mic.DeviceSelect', () => {
  test('is empty and disabled until the microphone is live, then lists what is there and what comes', async () => {
    const { connect, microphone, does } = renderWithSession(<Mic.DeviceSelect />)
    const select = screen.getByRole<HTMLSelectElement>('combobox', { name: 'Microphone' })
    expect(select.disabled).toBe(true)
    await connect()
    expect([...select.options].map((option) => option.text)).toEqual(['Built-in microphone'])
    await does(() => microphone.plugIn({ ...usb, label: '' }))
    expect([...select.options].map((option) => option.text)).toEqual(['Built-in microphone', 'Device 2'])
    await userEvent.selectOptions(select, 'usb')
    expect(microphone.state).toMatchObject({ device: { deviceId: 'usb' } })
  })

  test('a device that cannot be opened changes nothing and breaks nothing', async () => {
    const { connect, microphone, does } = renderWithSession(<Mic.DeviceSelect />)
    await connect()
    await does(() => microphone.become({ ...live, devices: [builtIn, { ...usb, deviceId: 'gone' }] }))
    const select = screen.getByRole<HTMLSelectElement>('combobox')
    await userEvent.selectOptions(select, 'gone')
    expect(select.value).toBe('built-in')
  })

  test('a microphone that is in use and not listed is shown all the same', async () => {
    const { connect, microphone, does } = renderWithSession(<Mic.DeviceSelect />)
    await connect()
    await does(() => microphone.become({ ...live, device: { ...usb, deviceId: 'odd', label: 'Odd' } }))
    expect(screen.getByRole<HTMLSelectElement>('combobox').selectedOptions[0]?.text).toBe('Odd')
  })
})

const reasons: Record<MicErrorReason, string> = {
  denied: 'Microphone blocked',
  'blocked-by-policy': 'This page may not use a microphone',
  'not-found': 'No microphone found',
  'in-use': 'Another app has the microphone',
  overconstrained: 'The chosen microphone is not there',
  'insecure-context': 'Browsers allow the microphone on secure pages only',
  unsupported: 'This browser cannot use a microphone here',
}

describe('what the user is told of the microphone', () => {
  test.each(Object.entries(reasons) as [MicErrorReason, string][])(
    'after %s: an alert with the reason, advice and a way to try again',
    async (reason, title) => {
      const fake = createFakeSession({ microphone: createFakeMicrophone({ answer: reason }) })
      const { connect, microphone } = renderWithSession(<Mic.ErrorText />, { fake })
      await connect()
      const alert = screen.getByRole('alert')
      expect(alert.dataset).toMatchObject({ state: 'error', reason })
      const [, advice] = alert.textContent.split(title)
      expect(advice?.replace('Try again', '').length).toBeGreaterThan(10)
      microphone.answer('allow')
      await userEvent.click(screen.getByRole('button', { name: 'Try again' }))
      expect(screen.queryByRole('alert')).toBeNull()
      expect(microphone.state.status).toBe('live')
    },
  )

  test.each([
    ['os', 'The system took the microphone'],
    ['device-removed', 'The microphone was unplugged'],
    ['page-hidden', 'The microphone stopped while this page was hidden'],
  ] as const)('interrupted by %s: says so at once', async (cause, title) => {
    const { connect, microphone, does } = renderWithSession(<Mic.ErrorText />)
    await connect()
    await does(() => microphone.become({ status: 'interrupted', cause }))
    expect(screen.getByRole('alert').textContent).toContain(title)
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }))
    expect(screen.queryByRole('alert')).toBeNull()
  })

  test('permission: nothing before it is needed, a question while it is, the recovery after a refusal', async () => {
    const fake = createFakeSession({ microphone: createFakeMicrophone({ answer: 'wait' }) })
    const { connect, microphone, does } = renderWithSession(<Mic.PermissionPrompt />, { fake })
    expect(screen.queryByRole('group')).toBeNull()
    await does(() => microphone.become({ status: 'prompt' }))
    await connect()
    expect(screen.getByRole('group', { name: 'Your browser is asking' })).toBeTruthy()
    expect(screen.queryByRole('button')).toBeNull()
    await does(() => microphone.become({ status: 'prompt' }))
    await userEvent.click(screen.getByRole('button', { name: 'Allow microphone' }))
    await does(() => microphone.answer('denied'))
    expect(screen.getByRole('group', { name: 'Microphone blocked' }).textContent).toContain('then try again')
    await does(() => microphone.answer('allow'))
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }))
    expect(screen.queryByRole('group')).toBeNull()
    expect(microphone.state.status).toBe('live')
  })

  test('talking while muted: a polite hint with the way out', async () => {
    const { connect, microphone, does, session } = renderWithSession(<Mic.MutedSpeakingHint />)
    await connect()
    expect(screen.queryByRole('status')).toBeNull()
    await does(() => session.mute())
    await does(() => microphone.become({ ...live, mutedBy: 'user', speakingWhileMuted: true }))
    expect(screen.getByRole('status').textContent).toContain('You’re talking, but muted.')
    await userEvent.click(screen.getByRole('button', { name: 'Unmute' }))
    expect(screen.queryByRole('status')).toBeNull()
    expect(session.muted).toBe(false)
  })
})

describe('useMicrophone', () => {
  test('narrows by status, and its functions never change', async () => {
    const seen: ReturnType<typeof useMicrophone>[] = []
    const Probe = () => {
      const microphone = useMicrophone()
      seen.push(microphone)
      return (
        <button type="button" onClick={microphone.toggle}>
          {microphone.status === 'live' ? microphone.device.label : microphone.status}
        </button>
      )
    }
    const { connect, session } = renderWithSession(<Probe />)
    await connect()
    await userEvent.click(screen.getByRole('button', { name: 'Built-in microphone' }))
    expect(session.muted).toBe(true)
    await userEvent.click(screen.getByRole('button'))
    expect(session.muted).toBe(false)
    const names = ['request', 'retry', 'setDevice', 'setMuted', 'toggle'] as const
    expect(names.filter((name) => new Set(seen.map((value) => value[name])).size > 1)).toEqual([])
  })

  test('a chosen device is remembered in the browser', async () => {
    const fake = createFakeSession({ microphone: createFakeMicrophone({ devices: [builtIn, usb] }) })
    const { connect } = renderWithSession(<Mic.DeviceSelect />, { fake })
    await connect()
    await userEvent.selectOptions(screen.getByRole('combobox'), 'usb')
    expect(localStorage.getItem('parley.microphone')).toBe('usb')
  })

  test('a session without a microphone is off, and says so when asked for one', async () => {
    const failures: unknown[] = []
    const Probe = () => {
      const { status, request } = useMicrophone()
      return (
        <button type="button" onClick={() => void request().catch((error: unknown) => failures.push(error))}>
          {status}
        </button>
      )
    }
    const { connect } = renderWithSession(<Probe />, { microphone: null })
    await connect()
    await userEvent.click(screen.getByRole('button', { name: 'off' }))
    expect(failures).toEqual([expect.any(DeviceError)])
  })
})

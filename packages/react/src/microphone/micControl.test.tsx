import { screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { useState } from 'react'
import { describe, expect, test, vi } from 'vitest'
import { DeviceError } from '@parley/core'
import { createFakeSession, renderWithSession } from '../testing/index.ts'
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
    const { session, microphone } = await renderWithSession(<Mic.Toggle />)
    expect([pressed(), toggle().dataset['muted'], toggle().dataset['state']]).toEqual(['false', undefined, 'live'])
    await userEvent.click(toggle())
    expect([pressed(), toggle().dataset['muted']]).toEqual(['true', ''])
    expect(session.muted).toBe(true)
    expect(microphone.state).toMatchObject({ mutedBy: 'user' })
    await userEvent.click(toggle())
    expect(pressed()).toBe('false')
  })

  test('works by keyboard, and before the conversation begins', async () => {
    const { connect, microphone, step } = await renderWithSession(<Mic.Toggle />, { connected: false })
    await userEvent.tab()
    expect(document.activeElement).toBe(toggle())
    await userEvent.keyboard(' ')
    expect(pressed()).toBe('true')
    await step(connect)
    expect(microphone.state).toMatchObject({ status: 'live', mutedBy: 'user' })
  })

  test('follows a mute that came from elsewhere', async () => {
    const { session, step } = await renderWithSession(<Mic.Toggle />)
    await step(() => session.mute())
    expect(pressed()).toBe('true')
  })
})

describe('Mic.Root', () => {
  test('uncontrolled: starts muted where it should, and tells of changes', async () => {
    const onMutedChange = vi.fn()
    await renderWithSession(
      <Mic.Root defaultMuted onMutedChange={onMutedChange}>
        <Mic.Toggle />
      </Mic.Root>,
    )
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
    const { session, rerender } = await renderWithSession(<App obeys={false} />)
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
    const { session, step, rerender } = await renderWithSession(<App obeys={false} />)
    await step(() => session.mute())
    expect([told, pressed(), session.muted]).toEqual([[true], 'false', false])
    rerender(<App obeys />)
    await step(() => session.mute())
    expect([told, pressed(), session.muted]).toEqual([[true, true], 'true', true])
    await userEvent.click(toggle())
    expect([told, pressed(), session.muted]).toEqual([[true, true, false], 'false', false])
  })

  test('shows the state of the microphone as data attributes', async () => {
    const { connect, microphone, step } = await renderWithSession(<Mic.Root data-testid="root" />, { connected: false })
    const root = (): DOMStringMap => screen.getByTestId('root').dataset
    expect(root()).toMatchObject({ state: 'off', slot: 'mic-root' })
    await step(connect)
    await step(() => microphone.setState({ ...live, mutedBy: 'user', speakingWhileMuted: true }))
    expect([root()['state'], root()['speaking']]).toEqual(['live', ''])
    await step(() => microphone.interrupt('device-removed'))
    expect(root()).toMatchObject({ state: 'interrupted', reason: 'device-removed' })
  })

  test('the default device is asked for at first; what the user picks then stays, after an interruption too', async () => {
    const fake = createFakeSession({ microphone: { devices: [builtIn, usb] } })
    const { microphone, step } = await renderWithSession(
      <Mic.Root defaultDeviceId="usb">
        <Mic.DeviceSelect />
      </Mic.Root>,
      { fake },
    )
    const select = screen.getByRole<HTMLSelectElement>('combobox', { name: 'Microphone' })
    expect(select.value).toBe('usb')
    await userEvent.selectOptions(select, 'built-in')
    expect(select.value).toBe('built-in')
    await step(() => microphone.setState({ status: 'interrupted', cause: 'os' }))
    await step(() => microphone.retry())
    expect(select.value).toBe('built-in')
  })

  test('a controlled device is the app’s to change', async () => {
    const onDeviceIdChange = vi.fn()
    const ui = (deviceId: string) => (
      <Mic.Root deviceId={deviceId} onDeviceIdChange={onDeviceIdChange}>
        <Mic.DeviceSelect />
      </Mic.Root>
    )
    const fake = createFakeSession({ microphone: { devices: [builtIn, usb] } })
    const { rerender, step } = await renderWithSession(ui('built-in'), { fake })
    const select = screen.getByRole<HTMLSelectElement>('combobox', { name: 'Microphone' })
    await userEvent.selectOptions(select, 'usb')
    expect(onDeviceIdChange.mock.calls).toEqual([['usb']])
    expect(select.value).toBe('built-in')
    await step(() => rerender(ui('usb')))
    expect(select.value).toBe('usb')
  })
})

describe('Mic.DeviceSelect', () => {
  test('is empty and disabled until the microphone is live, then lists what is there and what comes', async () => {
    const { connect, microphone, step } = await renderWithSession(<Mic.DeviceSelect />, { connected: false })
    const select = screen.getByRole<HTMLSelectElement>('combobox', { name: 'Microphone' })
    expect(select.disabled).toBe(true)
    await step(connect)
    expect([...select.options].map((option) => option.text)).toEqual(['Built-in microphone'])
    await step(() => microphone.setDevices([builtIn, { ...usb, label: '' }]))
    expect([...select.options].map((option) => option.text)).toEqual(['Built-in microphone', 'Device 2'])
    await userEvent.selectOptions(select, 'usb')
    expect(microphone.state).toMatchObject({ device: { deviceId: 'usb' } })
  })

  test('a device that cannot be opened changes nothing and breaks nothing', async () => {
    const { microphone, step } = await renderWithSession(<Mic.DeviceSelect />)
    await step(() => microphone.setState({ ...live, devices: [builtIn, { ...usb, deviceId: 'gone' }] }))
    const select = screen.getByRole<HTMLSelectElement>('combobox')
    await userEvent.selectOptions(select, 'gone')
    expect(select.value).toBe('built-in')
  })

  test('a microphone that is in use and not listed is shown all the same', async () => {
    const { microphone, step } = await renderWithSession(<Mic.DeviceSelect />)
    await step(() => microphone.setState({ ...live, device: { ...usb, deviceId: 'odd', label: 'Odd' } }))
    expect(screen.getByRole<HTMLSelectElement>('combobox').selectedOptions[0]?.text).toBe('Odd')
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
    const { session } = await renderWithSession(<Probe />)
    await userEvent.click(screen.getByRole('button', { name: 'Built-in microphone' }))
    expect(session.muted).toBe(true)
    await userEvent.click(screen.getByRole('button'))
    expect(session.muted).toBe(false)
    const names = ['request', 'retry', 'setDevice', 'setMuted', 'toggle'] as const
    expect(names.filter((name) => new Set(seen.map((value) => value[name])).size > 1)).toEqual([])
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
    await renderWithSession(<Probe />, { microphone: null })
    await userEvent.click(screen.getByRole('button', { name: 'off' }))
    expect(failures).toEqual([expect.any(DeviceError)])
  })
})

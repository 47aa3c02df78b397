import { fireEvent, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { describe, expect, test, vi } from 'vitest'
import { renderWithSession } from '../testing/index.ts'
import * as Speaker from './Speaker.parts.ts'

const headset = { deviceId: 'headset', label: 'Headset', isDefault: false }
const builtIn = { deviceId: 'built-in', label: 'Built-in speaker', isDefault: true }
const slider = (): HTMLInputElement => screen.getByRole('slider', { name: 'Volume' })

describe('the parts of the speaker', () => {
  test('the toggle mutes the agent here; its name stays', async () => {
    const { speaker, step } = await renderWithSession(<Speaker.Toggle />)
    const toggle = screen.getByRole('button', { name: 'Mute sound' })
    expect(toggle.getAttribute('aria-pressed')).toBe('false')
    await userEvent.click(toggle)
    await step(() => {})
    expect([toggle.getAttribute('aria-pressed'), toggle.dataset['muted'], speaker.state.muted]).toEqual([
      'true',
      '',
      true,
    ])
  })

  test('the volume is a slider in percent', async () => {
    const { speaker, step } = await renderWithSession(<Speaker.Volume />)
    expect([slider().value, slider().getAttribute('aria-valuetext')]).toEqual(['100', '100 %'])
    await step(() => fireEvent.change(slider(), { target: { value: '35' } }))
    expect(speaker.state.volume).toBe(0.35)
    expect([slider().value, slider().getAttribute('aria-valuetext')]).toEqual(['35', '35 %'])
  })

  test('outputs are listed where the browser can choose one, and nothing is shown where it cannot', async () => {
    const { speaker, step } = await renderWithSession(<Speaker.DeviceSelect />)
    expect(screen.queryByRole('combobox')).toBeNull()
    await step(() => speaker.setState({ devices: [builtIn, headset] }))
    const select = screen.getByRole<HTMLSelectElement>('combobox', { name: 'Speaker' })
    expect(select.value).toBe('built-in')
    await userEvent.selectOptions(select, 'Headset')
    await step(() => {})
    expect([select.value, speaker.state.deviceId]).toEqual(['headset', 'headset'])
  })

  test('the way to turn sound on is there only while it is blocked', async () => {
    const { speaker, step } = await renderWithSession(<Speaker.UnlockButton />)
    expect(screen.queryByRole('button')).toBeNull()
    await step(() => speaker.setState({ blocked: true }))
    await userEvent.click(screen.getByRole('button', { name: 'Turn on sound' }))
    await step(() => {})
    expect(screen.queryByRole('button')).toBeNull()
    expect(speaker.state.blocked).toBe(false)
  })

  test('controlled: the volume is the app’s', async () => {
    const onVolumeChange = vi.fn()
    const ui = (volume: number) => (
      <Speaker.Root volume={volume} onVolumeChange={onVolumeChange}>
        <Speaker.Volume />
      </Speaker.Root>
    )
    const { speaker, step, rerender } = await renderWithSession(ui(0.5))
    expect(speaker.state.volume).toBe(0.5)
    await step(() => fireEvent.change(slider(), { target: { value: '80' } }))
    expect([onVolumeChange.mock.calls, speaker.state.volume]).toEqual([[[0.8]], 0.5])
    await step(() => rerender(ui(0.8)))
    expect([speaker.state.volume, slider().value]).toEqual([0.8, '80'])
  })

  test('a volume set before the conversation holds in it', async () => {
    const { speaker, step, connect } = await renderWithSession(<Speaker.Volume />, { connected: false })
    await step(() => fireEvent.change(slider(), { target: { value: '40' } }))
    await step(connect)
    expect([speaker.state.volume, slider().value]).toEqual([0.4, '40'])
  })
})

import { screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { describe, expect, test } from 'vitest'
import * as Mic from '../microphone/Mic.parts.ts'
import * as Session from '../session/Session.parts.ts'
import { renderWithSession } from '../testing/index.ts'
import * as ControlBar from './ControlBar.parts.ts'

const bar = (orientation: 'horizontal' | 'vertical' = 'horizontal') => (
  <>
    <button type="button">Before</button>
    <ControlBar.Root orientation={orientation}>
      <ControlBar.Group>
        <Mic.Toggle />
        <Mic.DeviceSelect />
      </ControlBar.Group>
      <ControlBar.Separator />
      <Session.DisconnectButton />
    </ControlBar.Root>
    <button type="button">After</button>
  </>
)
const focused = (): string =>
  document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent ?? ''

describe('the control bar', () => {
  test('is a toolbar with a name and one tab stop', async () => {
    await renderWithSession(bar())
    const toolbar = screen.getByRole('toolbar', { name: 'Conversation controls' })
    expect(toolbar.getAttribute('aria-orientation')).toBe('horizontal')
    const stops: string[] = []
    for (let i = 0; i < 3; i++) {
      await userEvent.tab()
      stops.push(focused())
    }
    expect(stops).toEqual(['Before', 'Mute microphone', 'After'])
  })

  test('arrow keys walk inside and come round, Home and End jump; the stop is kept', async () => {
    await renderWithSession(bar())
    const user = userEvent.setup()
    await user.tab()
    await user.tab()
    await user.keyboard('{ArrowLeft}')
    expect(focused()).toBe('End')
    await user.keyboard('{ArrowRight}')
    expect(focused()).toBe('Mute microphone')
    await user.keyboard('{End}')
    expect(focused()).toBe('End')
    await user.tab()
    await user.tab({ shift: true })
    expect(focused()).toBe('End')
    await user.keyboard('{Home}')
    expect(focused()).toBe('Mute microphone')
  })

  test('a vertical bar goes by the vertical arrows', async () => {
    await renderWithSession(bar('vertical'))
    const user = userEvent.setup()
    await user.tab()
    await user.tab()
    await user.keyboard('{ArrowRight}')
    expect(focused()).toBe('Mute microphone')
    await user.keyboard('{ArrowUp}')
    expect(focused()).toBe('End')
  })

  test('in a right-to-left page the arrows are the other way round', async () => {
    await renderWithSession(<div style={{ direction: 'rtl' }}>{bar()}</div>)
    const user = userEvent.setup()
    await user.tab()
    await user.tab()
    await user.keyboard('{ArrowRight}')
    expect(focused()).toBe('End')
  })

  test('a control that becomes disabled gives its tab stop away', async () => {
    const { step, session } = await renderWithSession(bar())
    screen.getByRole('button', { name: 'End' }).focus()
    screen.getByRole('button', { name: 'Before' }).focus()
    await step(() => session.close())
    await userEvent.tab()
    expect(focused()).toBe('Mute microphone')
  })
})

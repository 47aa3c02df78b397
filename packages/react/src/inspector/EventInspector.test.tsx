import { act, screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { renderWithSession } from '../testing/index.ts'
import { EventInspector, inspectedText, inspectEvents } from './index.ts'
import { createFakeSession } from '../testing/index.ts'

const frame = (): Promise<void> => act(async () => void (await vi.advanceTimersByTimeAsync(20)))

describe('the event inspector', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['requestAnimationFrame', 'cancelAnimationFrame'] }))

  test('lists what comes over the wire and what the session makes of it, filtered, opened and cleared', async () => {
    const { step, agent } = await renderWithSession(<EventInspector.Root />)
    await step(() => agent.userSays('Hello.'))
    await frame()
    const list = screen.getByRole('region', { name: 'List of events' })
    const names = (): string[] =>
      within(list)
        .getAllByRole('button')
        .map((row) => row.textContent)
    expect(names().some((name) => name.includes('input_audio_buffer.speech_started'))).toBe(true)
    expect(names().some((name) => name.includes('history_added'))).toBe(true)
    await userEvent.selectOptions(screen.getByRole('combobox', { name: 'Type of event' }), 'history_added')
    expect(names()).toHaveLength(1)
    await userEvent.click(within(list).getByRole('button'))
    expect(within(list).getByRole('button').getAttribute('aria-pressed')).toBe('true')
    expect(screen.getByRole('region', { name: 'history_added' }).textContent).toContain('"item"')
    await userEvent.click(screen.getByRole('button', { name: 'Clear' }))
    await frame()
    expect(within(list).queryByRole('button')).toBeNull()
  })

  test('keeps the last ones only, tells once a frame, and stops', async () => {
    const { session, agent, connect } = createFakeSession()
    await connect()
    const due: (() => void)[] = []
    const inspection = inspectEvents(session, 10, (run) => void due.push(run))
    for (let i = 0; i < 20; i++) agent.userSays(`Turn ${i}.`)
    expect(due).toHaveLength(1)
    due.pop()!()
    expect(inspection.get()).toHaveLength(10)
    inspection.stop()
    agent.userSays('More.')
    expect(due).toHaveLength(0)
  })

  test('shows agents by name, errors by message, bytes by length, and survives a circle', () => {
    const circle: Record<string, unknown> = { agent: { name: 'Nora', options: {} }, sound: new Uint8Array(4) }
    circle['self'] = circle
    circle['error'] = new TypeError('No.')
    const text = inspectedText(circle)
    expect(JSON.parse(text)).toMatchObject({ agent: 'Nora', sound: '4 bytes', error: 'TypeError: No.' })
    expect(inspectedText('x'.repeat(5000))).toContain('(5000 characters)')
  })
})

import { fireEvent, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { RealtimeProvider } from '../session/RealtimeProvider.tsx'
import { createFakeSession, renderWithSession, type FakeSession } from '../testing/index.ts'
import * as Mic from './Mic.parts.ts'

/** What the server hears of the turns, without the other events. */
function watchTurns({ session }: FakeSession) {
  const turns: string[] = []
  for (const name of ['startTurn', 'endTurn', 'cancelTurn'] as const) {
    const real = session[name].bind(session)
    vi.spyOn(session, name).mockImplementation(() => {
      turns.push(name.replace('Turn', ''))
      real()
    })
  }
  return turns
}
async function talking(ui = <Mic.PushToTalk />) {
  const fake = createFakeSession({ config: { modelSettings: { turnDetection: null } } })
  const view = await renderWithSession(ui, { fake })
  return { ...view, turns: watchTurns(fake) }
}
const button = (): HTMLElement => screen.getByRole('button', { name: /Hold to talk/ })
const down = (code = 'Space', target: Element | Window = window, more: object = {}): boolean =>
  fireEvent.keyDown(target, { code, key: code === 'Space' ? ' ' : code, ...more })
const up = (code = 'Space', target: Element | Window = window): boolean => fireEvent.keyUp(target, { code })
const hold = (ms = 500): void => void vi.advanceTimersByTime(ms)

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] })
})

describe('push to talk by key', () => {
  test('the key anywhere on the page takes the floor, and gives it back when it is let go', async () => {
    const { turns } = await talking()
    expect(button().getAttribute('aria-keyshortcuts')).toBe('Space')
    expect(down()).toBe(false)
    expect([button().getAttribute('aria-pressed'), button().dataset['pressed']]).toEqual(['true', ''])
    hold()
    up()
    expect(turns).toEqual(['start', 'end'])
    expect(button().getAttribute('aria-pressed')).toBe('false')
  })

  test('a key that repeats while it is held starts one turn, and step not scroll the page', async () => {
    const { turns } = await talking()
    down()
    for (let i = 0; i < 3; i++) expect(down('Space', window, { repeat: true })).toBe(false)
    hold()
    up()
    expect(turns).toEqual(['start', 'end'])
  })

  test('a press too short to say anything is taken back', async () => {
    const { turns } = await talking()
    down()
    hold(100)
    up()
    expect(turns).toEqual(['start', 'cancel'])
  })

  test('does nothing while somebody types, on another button, or with a modifier', async () => {
    const { turns } = await talking(
      <>
        <input aria-label="Name" />
        <textarea aria-label="Note" />
        <div contentEditable suppressContentEditableWarning>
          <b>text</b>
        </div>
        <button type="button">Other</button>
        <Mic.PushToTalk />
      </>,
    )
    for (const name of ['Name', 'Note']) down('Space', screen.getByRole('textbox', { name }))
    down('Space', screen.getByText('text'))
    down('Space', screen.getByRole('button', { name: 'Other' }))
    for (const modifier of ['ctrlKey', 'metaKey', 'altKey']) down('Space', window, { [modifier]: true })
    expect(turns).toEqual([])
  })

  test('another key can be chosen, and is named as people read it', async () => {
    const { turns } = await talking(<Mic.PushToTalk talkKey="KeyT" />)
    expect(button().textContent).toContain('T')
    expect(button().getAttribute('aria-keyshortcuts')).toBe('T')
    down('Space')
    down('KeyT')
    hold()
    up('KeyT')
    expect(turns).toEqual(['start', 'end'])
  })

  test.each([
    ['the window loses the focus', () => fireEvent.blur(window)],
    [
      'the page is hidden',
      () => {
        vi.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden')
        fireEvent(document, new Event('visibilitychange'))
      },
    ],
  ])('ends the turn when %s', async (_name, happens) => {
    const { turns } = await talking()
    down()
    hold()
    happens()
    expect(turns).toEqual(['start', 'end'])
    up()
    expect(turns).toHaveLength(2)
  })

  test('ends the turn at the unmount', async () => {
    const { turns, unmount } = await talking()
    down()
    hold()
    unmount()
    expect(turns).toEqual(['start', 'end'])
  })

  test('toggles where hands cannot hold', async () => {
    const { turns } = await talking(<Mic.PushToTalk mode="toggle" />)
    down()
    up()
    expect([turns, button().getAttribute('aria-pressed')]).toEqual([['start'], 'true'])
    down()
    up()
    expect(turns).toEqual(['start', 'end'])
  })

  test('does nothing without a conversation, and none while disabled', async () => {
    const fake = createFakeSession()
    const { rerender, step } = await renderWithSession(<Mic.PushToTalk />, { fake, connected: false })
    const turns = watchTurns(fake)
    down()
    up()
    await step(() => fake.connect())
    rerender(<Mic.PushToTalk disabled />)
    down()
    up()
    expect(turns).toEqual([])
    expect(screen.getByRole<HTMLButtonElement>('button').disabled).toBe(true)
  })

  test('a conversation that ends meanwhile leaves nothing to end', async () => {
    const { turns, step, session } = await talking()
    down()
    hold()
    await step(() => session.close())
    up()
    expect(turns).toEqual(['start'])
  })

  test('talks to the session of the provider, also when that changes', async () => {
    const [one, two] = [createFakeSession(), createFakeSession()]
    await one.connect()
    await two.connect()
    const turns = { one: watchTurns(one), two: watchTurns(two) }
    const ui = ({ session }: FakeSession) => (
      <RealtimeProvider session={session}>
        <Mic.PushToTalk />
      </RealtimeProvider>
    )
    const { rerender } = render(ui(one))
    rerender(ui(two))
    down()
    hold()
    up()
    expect(turns).toEqual({ one: [], two: ['start', 'end'] })
  })
})

describe('push to talk by button', () => {
  test('by pointer: held, released, and released when the pointer is taken away', async () => {
    const { turns } = await talking()
    fireEvent.pointerDown(button(), { button: 0 })
    hold()
    fireEvent.pointerUp(button())
    fireEvent.pointerDown(button(), { button: 0 })
    hold()
    fireEvent.pointerCancel(button())
    fireEvent.pointerDown(button(), { button: 2 })
    expect(turns).toEqual(['start', 'end', 'start', 'end'])
  })

  test('by keyboard on the button: one turn, not two', async () => {
    vi.useRealTimers()
    const { turns } = await talking(<Mic.PushToTalk minHoldMs={0} />)
    const user = userEvent.setup()
    await user.tab()
    expect(document.activeElement).toBe(button())
    await user.keyboard('[Space>]')
    expect(turns).toEqual(['start'])
    await user.keyboard('[/Space]')
    await user.keyboard('[Enter>][/Enter]')
    expect(turns).toEqual(['start', 'end', 'start', 'end'])
  })

  test('losing the focus lets go', async () => {
    const { turns } = await talking()
    button().focus()
    fireEvent.keyDown(button(), { key: ' ', code: 'Space' })
    hold()
    fireEvent.blur(button())
    expect(turns).toEqual(['start', 'end'])
  })
})

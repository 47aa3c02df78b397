import { fireEvent, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { describe, expect, test, vi } from 'vitest'
import { renderWithSession } from '../testing/index.ts'
import * as Composer from './Composer.parts.ts'

const input = (): HTMLTextAreaElement => screen.getByRole('textbox', { name: 'Message' })
const send = (): HTMLButtonElement => screen.getByRole('button', { name: 'Send' })
const messages = (server: { sent: readonly object[] }): unknown[] =>
  server.sent.filter((event) => (event as { type: string }).type === 'conversation.item.create')

describe('the composer', () => {
  test('Enter sends and empties, Shift+Enter breaks the line', async () => {
    const { server } = await renderWithSession(<Composer.Root />)
    expect(send().disabled).toBe(true)
    await userEvent.type(input(), 'One{Shift>}{Enter}{/Shift}two')
    expect(messages(server)).toEqual([])
    await userEvent.type(input(), '{Enter}')
    expect(messages(server)).toMatchObject([{ item: { content: [{ type: 'input_text', text: 'One\ntwo' }] } }])
    expect(input().value).toBe('')
    expect(document.activeElement).toBe(input())
  })

  test('the Enter that ends the composition of a character sends nothing', async () => {
    const { server } = await renderWithSession(<Composer.Root />)
    await userEvent.type(input(), '안녕')
    fireEvent.keyDown(input(), { key: 'Enter', isComposing: true })
    fireEvent.keyDown(input(), { key: 'Enter', keyCode: 229 })
    expect(messages(server)).toEqual([])
    fireEvent.keyDown(input(), { key: 'Enter' })
    expect(messages(server)).toHaveLength(1)
  })

  test('blank text cannot be sent', async () => {
    const { server } = await renderWithSession(<Composer.Root />)
    await userEvent.type(input(), '   {Enter}')
    expect([messages(server), send().disabled]).toEqual([[], true])
  })

  test('is disabled while there is no conversation', async () => {
    const { step, connect } = await renderWithSession(<Composer.Root />, { connected: false })
    expect([
      input().disabled,
      screen.getByRole<HTMLButtonElement>('button', { name: 'Add an image' }).disabled,
    ]).toEqual([true, true])
    await step(connect)
    expect(input().disabled).toBe(false)
  })

  test('images are shown, can be taken back, and go with the text; other files do not', async () => {
    const { server, step, container } = await renderWithSession(<Composer.Root />)
    const files = [
      new File(['a'], 'cat.png', { type: 'image/png' }),
      new File(['b'], 'dog.png', { type: 'image/png' }),
      new File(['c'], 'notes.txt', { type: 'text/plain' }),
    ]
    const file = container.querySelector<HTMLInputElement>('input[type="file"]')!
    Object.defineProperty(file, 'files', { value: files })
    await step(() => fireEvent.change(file))
    await vi.waitFor(() => expect(screen.getAllByRole('img')).toHaveLength(2))
    await userEvent.click(screen.getByRole('button', { name: 'Remove image: dog.png' }))
    await userEvent.type(input(), 'What is this?{Enter}')
    expect(messages(server)).toMatchObject([
      {
        item: {
          content: [{ type: 'input_image', image_url: 'data:image/png;base64,YQ==' }, { text: 'What is this?' }],
        },
      },
    ])
    expect(screen.queryByRole('img')).toBeNull()
  })

  test('`interrupt` stops the agent first', async () => {
    const { server, agent, step, clock } = await renderWithSession(<Composer.Root when="interrupt" />)
    await step(() => agent.begins('A very long story about a cat.'))
    await step(() => clock.advance(300))
    server.clear()
    await userEvent.type(input(), 'Stop.{Enter}')
    expect(server.sent.map(({ type }) => type).slice(0, 2)).toEqual(['response.cancel', 'conversation.item.truncate'])
    expect(messages(server)).toHaveLength(1)
  })

  test('parts outside of a composer say where they belong', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => {})
    await expect(renderWithSession(<Composer.Send />)).rejects.toThrow(
      '<Composer.Send> stands outside of <Composer.Root>',
    )
  })
})

import { act, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, test } from 'vitest'
import { ConnectionError, RealtimeAgent } from '@parley/core'
import { createScriptedTransport } from '@parley/core/testing'
import { renderWithSession } from '../testing/index.ts'
import { VoiceAgent, VoiceApp } from './VoiceAgent.tsx'

const app = <VoiceApp visualizer="bars" />

test('is a whole app from the press on Start to the press on End', async () => {
  const { session, step, agent } = await renderWithSession(app, { connected: false })
  expect(screen.queryByRole('toolbar')).toBeNull()
  await userEvent.click(screen.getByRole('button', { name: 'Start' }))
  await step(() => session.until((s) => s.connection.status === 'connected'))
  expect(screen.getByRole('toolbar', { name: 'Conversation controls' })).toBeTruthy()
  expect(screen.getByRole('timer')).toBeTruthy()
  await step(() => agent.userSays('Hello.'))
  expect(screen.getByRole('listitem').textContent).toContain('Hello.')
  await userEvent.click(screen.getByRole('button', { name: 'End' }))
  await step(() => {})
  expect(session.status).toBe('disconnected')
  expect(screen.getByRole('button', { name: 'Start again' })).toBeTruthy()
  expect(screen.getByRole('listitem').textContent).toContain('Hello.')
})

const focused = (): string => document.activeElement?.textContent ?? ''

test('the focus goes from Start to End and back, since they take each other’s place', async () => {
  const { session, server, step } = await renderWithSession(app, { connected: false })
  const gate = server.holdNextConnect()
  await userEvent.tab()
  await userEvent.keyboard('{Enter}')
  await step(() => {})
  await step(() => gate.fail(new ConnectionError('handshake_failed', 'Refused.')))
  expect(focused()).toBe('Try again')
  await userEvent.keyboard('{Enter}')
  await step(() => session.until((s) => s.connection.status === 'connected'))
  expect(focused()).toBe('End')
  await userEvent.keyboard('{Enter}')
  await step(() => {})
  expect([session.status, focused()]).toEqual(['disconnected', 'Start again'])
})

test('the focus stays where the user has put it meanwhile', async () => {
  const { session, server, step } = await renderWithSession(
    <>
      {app}
      <button type="button">Elsewhere</button>
    </>,
    { connected: false },
  )
  await step(() => session.connect())
  expect(document.activeElement).toBe(document.body)
  screen.getByRole('button', { name: 'End' }).focus()
  await userEvent.click(screen.getByRole('button', { name: 'Elsewhere' }))
  await step(() => session.close())
  expect(focused()).toBe('Elsewhere')
  await step(() => session.connect())
  screen.getByRole('button', { name: 'End' }).focus()
  await userEvent.click(document.body)
  await step(() => server.drop(new ConnectionError('closed_by_server', 'Gone.')))
  expect(document.activeElement).toBe(document.body)
})

test('a screen reader hears the turns', async () => {
  const { step, agent } = await renderWithSession(app)
  await step(() => agent.userSays('Hello.'))
  // By role: an announcer inside of something hidden would not be found, and not be heard.
  expect(screen.getAllByRole('status').map((element) => element.textContent)).toContain('You: Hello.')
})

test('typing and captions are there when asked for', async () => {
  const { step, agent } = await renderWithSession(app)
  await userEvent.click(screen.getByRole('button', { name: 'Type instead' }))
  expect(document.activeElement).toBe(screen.getByRole('textbox', { name: 'Message' }))
  await userEvent.click(screen.getByRole('button', { name: 'Captions' }))
  await step(() => agent.userSays('Hello.'))
  expect(screen.getByRole('group', { name: 'Captions' }).textContent).toContain('Hello.')
})

test('makes its own session of its options, and connects at the press', async () => {
  const server = createScriptedTransport()
  render(
    <VoiceAgent
      agent={new RealtimeAgent({ name: 'Nora' })}
      clientSecret="ek_test"
      transport={server.factory}
      mic={false}
      speaker={false}
      visualizer="bars"
      labels={{ connect: 'Call' }}
    />,
  )
  expect(server.connects).toHaveLength(0)
  await act(async () => {
    screen.getByRole('button', { name: 'Call' }).click()
    await new Promise<void>((resolve) => requestAnimationFrame(() => resolve()))
  })
  expect(await screen.findByRole('toolbar')).toBeTruthy()
  expect(server.connects).toHaveLength(1)
})

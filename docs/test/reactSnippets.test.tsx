// @vitest-environment happy-dom
import { RealtimeAgent } from '@parley/core'
import { RealtimeProvider } from '@parley/react'
import { createFakeSession, renderWithSession } from '@parley/react/testing'
import type { ReactElement } from 'react'
import { renderToString } from 'react-dom/server'
import { expect, test } from 'vitest'

import { Conversation } from '../snippets/accessibility/Conversation.tsx'
import { Korean } from '../snippets/accessibility/Korean.tsx'
import { Page as AzurePage } from '../snippets/azure/Page.tsx'
import { Page as StrictPage } from '../snippets/csp/Page.tsx'
import { Devices } from '../snippets/devices/Devices.tsx'
import { MicrophoneLine } from '../snippets/devices/MicrophoneLine.tsx'
import { OwnStream } from '../snippets/devices/OwnStream.tsx'
import { logInterruptions } from '../snippets/interruptions/heard.ts'
import { StopButton } from '../snippets/interruptions/StopButton.tsx'
import { Bridge } from '../snippets/migrating/Bridge.tsx'
import NextPage from '../snippets/nextjs/app/page.tsx'
import { OwnButton } from '../snippets/push-to-talk/OwnButton.tsx'
import { Talk } from '../snippets/push-to-talk/Talk.tsx'
import { App as QuickstartApp } from '../snippets/quickstart/src/App.tsx'
import { Parts as QuickstartParts } from '../snippets/quickstart/src/Parts.tsx'
import { App as ReadmeApp } from '../snippets/readme/App.tsx'
import { OwnMeter } from '../snippets/styling/OwnMeter.tsx'
import { OwnTranscript } from '../snippets/styling/OwnTranscript.tsx'
import { Parts } from '../snippets/styling/Parts.tsx'
import { Approvals } from '../snippets/tools/Approvals.tsx'
import { cancelOrder } from '../snippets/tools/tools.ts'

const secret = async (): Promise<string> => 'ek_test'

test.each<[string, () => ReactElement]>([
  ['quickstart/App', () => <QuickstartApp />],
  ['quickstart/Parts', () => <QuickstartParts />],
  ['readme/App', () => <ReadmeApp url="https://api.openai.com/v1" />],
  ['nextjs/page', () => <NextPage />],
  ['push-to-talk/Talk', () => <Talk clientSecret={secret} />],
  ['azure/Page', () => <AzurePage clientSecret={secret} />],
  ['csp/Page', () => <StrictPage clientSecret={secret} />],
  ['accessibility/Korean', () => <Korean clientSecret={secret} />],
  ['devices/OwnStream', () => <OwnStream stream={{} as MediaStream} clientSecret={secret} />],
  ['migrating/Bridge', () => <Bridge />],
])('%s offers to start, before anything is connected', (_, app) => {
  const html = renderToString(app())
  expect(html).toContain('data-slot="session-connect"')
})

test('Korean words reach the buttons', () => {
  expect(renderToString(<Korean clientSecret={secret} />)).toContain('상담 시작')
})

test.each<[string, () => ReactElement, string]>([
  ['accessibility/Conversation', () => <Conversation />, 'data-slot="mic-toggle"'],
  ['devices/Devices', () => <Devices />, 'data-slot="mic-device-select"'],
  ['devices/MicrophoneLine', () => <MicrophoneLine />, 'The microphone is off.'],
  ['push-to-talk/OwnButton', () => <OwnButton />, 'Press T to talk'],
  ['styling/Parts', () => <Parts />, 'class="my-button"'],
  ['styling/OwnMeter', () => <OwnMeter />, 'var(--level)'],
])('%s shows its parts', (_, ui, expected) => {
  const { session } = createFakeSession()
  expect(renderToString(<RealtimeProvider session={session}>{ui()}</RealtimeProvider>)).toContain(expected)
})

test('a transcript of your own tells what was heard from what was not', async () => {
  const { agent, session, step, container } = await renderWithSession(<OwnTranscript />)
  const lines: string[] = []
  logInterruptions(session, (line) => lines.push(line))
  await step(() => agent.userSays('Tell me a story.'))
  await step(() => agent.begins('Once upon a time there was a fox.'))
  expect(container.textContent).toContain('You: Tell me a story.')
  expect(container.textContent).toContain('Once upon a time')
  await step(() => session.interrupt())
  expect(lines.join()).toContain('Not heard: "Once upon a time')
})

test('the stop button works while the agent speaks', async () => {
  const { agent, step, getByRole } = await renderWithSession(<StopButton />)
  const button = getByRole('button') as HTMLButtonElement
  expect(button.disabled).toBe(true)
  await step(() => agent.begins('A long answer that goes on.'))
  expect(button.disabled).toBe(false)
  await step(() => button.click())
  expect(button.disabled).toBe(true)
})

test('a waiting call is listed with its two buttons', async () => {
  const shop = new RealtimeAgent({ name: 'Shop', tools: [cancelOrder] })
  const { agent, step, getAllByRole } = await renderWithSession(<Approvals />, { agent: shop })
  await step(() => agent.calls('cancel_order', { order: '7', value: 80 }))
  expect(getAllByRole('button').map((button) => button.textContent)).toEqual(
    expect.arrayContaining([expect.stringContaining('Approve'), expect.stringContaining('Decline')]),
  )
})

test('a muted microphone is what the stylesheet of the guide looks for', async () => {
  const { session, step, container } = await renderWithSession(<Conversation />)
  expect(container.querySelector("[data-slot='mic-toggle'][data-muted]")).toBeNull()
  await step(() => session.mute())
  expect(container.querySelector("[data-slot='mic-toggle'][data-muted]")).not.toBeNull()
})

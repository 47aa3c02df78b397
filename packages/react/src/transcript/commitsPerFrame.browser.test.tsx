import { Profiler, type ReactElement } from 'react'
import { createRoot } from 'react-dom/client'
import { expect, onTestFinished, test, vi } from 'vitest'
import { RealtimeAgent } from '@parley/core'
import { assembleSession } from '@parley/core/internal'
import { createScriptedTransport } from '@parley/core/testing'
import { RealtimeProvider } from '../session/RealtimeProvider.tsx'
import { createScriptedAgent } from '../testing/createScriptedAgent.ts'
import * as Transcript from './Transcript.parts.ts'

/** A session with the page's own clock and frames; only its server is moved by hand. */
function pageSession() {
  const server = createScriptedTransport()
  const session = assembleSession(
    { startingAgent: new RealtimeAgent({ name: 'Nora' }) },
    { modelConfig: { transport: server.factory }, media: { mic: false, speaker: false } },
  )
  onTestFinished(() => session.close().catch(() => {}))
  return { session, agent: createScriptedAgent(server) }
}

function List(): ReactElement {
  return (
    <Transcript.Root>
      <Transcript.List />
    </Transcript.Root>
  )
}

/** Work as messages of a socket are: a task each, many in a frame. */
const tasks = new MessageChannel()
const nextTask = (): Promise<void> =>
  new Promise((resolve) => {
    tasks.port1.addEventListener('message', () => resolve(), { once: true })
    tasks.port1.start()
    tasks.port2.postMessage(null)
  })
const nextFrame = (): Promise<number> => new Promise((resolve) => requestAnimationFrame(resolve))

test('a visible page commits at most once an animation frame, however many deltas arrive', async () => {
  const { session, agent } = pageSession()
  const commits: number[] = []
  let frame = 0
  const count = (): void => {
    frame++
    commits[frame] = 0
    if (frame < 1000) requestAnimationFrame(count)
  }
  const root = createRoot(document.body.appendChild(document.createElement('div')))
  onTestFinished(() => root.unmount())
  root.render(
    <RealtimeProvider session={session}>
      <Profiler id="list" onRender={() => void commits[frame]!++}>
        <List />
      </Profiler>
    </RealtimeProvider>,
  )
  await session.connect()
  agent.begins('Once ')
  await nextFrame()
  await nextFrame()
  count()
  let deltas = 0
  for (const end = performance.now() + 1000; performance.now() < end; deltas++) {
    agent.continues(`word${deltas} `)
    await nextTask()
  }
  const told = commits.slice(1).reduce((sum, some) => sum + some, 0)
  frame = Infinity
  // There was enough to tell, in enough frames.
  expect(deltas).toBeGreaterThan(5 * told)
  expect(told).toBeGreaterThan(10)
  expect(Math.max(...commits.slice(1))).toBe(1)
})

test('changes that are far apart ask the browser for no frame', async () => {
  const { session } = pageSession()
  await session.connect()
  await nextFrame()
  let told = 0
  session.subscribe(() => void told++)
  const asked = vi.spyOn(window, 'requestAnimationFrame')
  for (let i = 0; i < 10; i++) {
    await new Promise((resolve) => setTimeout(resolve, 50))
    session.mute(i % 2 === 0)
  }
  await Promise.resolve()
  expect(told).toBe(10)
  expect(asked).not.toHaveBeenCalled()
})

test('a page that shows no frames is told all the same', async () => {
  const { session, agent } = pageSession()
  await session.connect()
  const asked = window.requestAnimationFrame
  onTestFinished(() => void (window.requestAnimationFrame = asked))
  window.requestAnimationFrame = () => 0
  const told = async (count: number): Promise<number> => {
    await session.until(() => session.history.length === count)
    return session.history.length
  }
  const one = told(1)
  agent.begins('Hello.')
  expect(await one).toBe(1)
  Object.defineProperty(document, 'hidden', { configurable: true, value: true })
  onTestFinished(() => void Reflect.deleteProperty(document, 'hidden'))
  const two = told(2)
  agent.begins('Hello again.')
  expect(await two).toBe(2)
})

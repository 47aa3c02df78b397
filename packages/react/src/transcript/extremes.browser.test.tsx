import { RealtimeAgent, tool, type RealtimeItem } from '@parley/core'
import { functionCall, responseCreated, responseDone, transcriptDelta } from '@parley/core/testing'
import { expect, test } from 'vitest'
import * as Approval from '../tool-call/Approval.parts.ts'
import * as Tool from '../tool-call/Tool.parts.ts'
import { useApprovals } from '../tool-call/useApprovals.ts'
import * as EventInspector from '../inspector/EventInspector.parts.ts'
import { NoticeRail } from '../notices/NoticeRail.tsx'
import { renderWithSession } from '../testing/index.ts'
import * as Captions from '../captions/Captions.parts.ts'
import '../styles.css'
import * as Transcript from './Transcript.parts.ts'

function Cards() {
  return useApprovals().pending.map((call) => <Approval.Root key={call.callId} callId={call.callId} />)
}

const ui = (
  <>
    <Transcript.Root style={{ height: '400px' }}>
      <Transcript.Viewport>
        <Transcript.List />
      </Transcript.Viewport>
      <Transcript.Announcer />
    </Transcript.Root>
    <Captions.Root />
    <Cards />
    <NoticeRail />
    <EventInspector.Root />
    <Tool.Root callId="restored" />
  </>
)

/** A conversation whose every word from outside is this one. */
async function show(payload: string) {
  const agent = new RealtimeAgent({
    name: payload.slice(0, 60),
    tools: [
      tool({ name: 'look_up', description: 'Looks up.', parameters: { type: 'object' }, execute: () => payload }),
      tool({
        name: 'pay',
        description: 'Pays.',
        parameters: { type: 'object' },
        needsApproval: true,
        execute: () => '',
      }),
    ],
  })
  const restored: RealtimeItem = {
    id: 'restored_item',
    type: 'mcp_call',
    serverLabel: payload,
    name: payload,
    arguments: payload,
    output: payload,
    error: null,
    status: 'completed',
    createdAt: 1,
  }
  const made = await renderWithSession(ui, { agent, initialHistory: [restored] })
  const { agent: remote, server, step } = made
  await step(() => remote.userSays(payload))
  await step(() => remote.calls('look_up', { [payload]: payload }))
  await step(() => remote.calls('pay', { [payload]: payload }))
  // The model may call what there is not, by any name.
  await step(() => server.receive(responseCreated('odd'), ...functionCall(payload, payload, { responseId: 'odd' })))
  await step(() => server.receive(responseDone('odd')))
  await step(() => server.receive({ type: 'error', error: { message: payload } }))
  await step(() => {
    remote.begins()
    server.receive(transcriptDelta(payload, lastAnswer(made)))
  })
  return made
}

function lastAnswer({ session }: { session: { history: readonly RealtimeItem[] } }) {
  const item = session.history.findLast((other) => other.type === 'message' && other.role === 'assistant')!
  return { itemId: item.id, responseId: item.responseId! }
}

const textNodes = (root: Node): Text[] => {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT)
  const found: Text[] = []
  for (let node = walker.nextNode(); node; node = walker.nextNode()) found.push(node as Text)
  return found
}

/** Whatever stands in it, the direction of the text around it stays as it is. */
function isolates(element: Element): boolean {
  const { display, unicodeBidi } = getComputedStyle(element)
  return !/^(inline|contents)$/.test(display) || /isolate|plaintext/.test(unicodeBidi)
}

test('what turns the direction of writing turns nothing but itself', async () => {
  const turning = 'invoice\u202Efdp.exe'
  const { container } = await show(turning)
  const turned = textNodes(container).filter(({ data }) => data.includes('\u202E'))
  expect(turned.length).toBeGreaterThan(6)
  const mixed = turned.flatMap((node) => {
    let own = node.parentElement!
    while (!isolates(own)) own = own.parentElement!
    const around = own.textContent.replaceAll(turning, '').trim()
    return around === '' || own.closest('[data-slot^=event-inspector]') ? [] : [`${own.dataset['slot']}: ${around}`]
  })
  expect(mixed).toEqual([])
})

test.each([
  ['one word', 'x'.repeat(1_000_000)],
  ['many words', 'Lorem ipsum '.repeat(83_000)],
  ['many lines', 'y\n'.repeat(500_000)],
])(
  'a megabyte in %s stays within its box, in few elements, and the page answers',
  async (_, payload) => {
    const begun = performance.now()
    const { container } = await show(payload)
    void document.body.offsetHeight
    expect(performance.now() - begun).toBeLessThan(15_000)
    expect(container.querySelectorAll('*').length).toBeLessThan(3000)
    const { clientWidth } = document.documentElement
    const wide = [...container.querySelectorAll<HTMLElement>('*')].filter(
      // Padding of words that are cut at the edge may reach over it.
      (element) => element.getBoundingClientRect().width > clientWidth + 24,
    )
    expect(wide.map(({ dataset, tagName }) => dataset['slot'] ?? tagName)).toEqual([])
    const asked = performance.now()
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))
    expect(performance.now() - asked).toBeLessThan(5000)
  },
  60_000,
)

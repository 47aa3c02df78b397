import { RealtimeAgent, tool } from '@parley/core'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import * as Approval from '../tool-call/Approval.parts.ts'
import { useApprovals } from '../tool-call/useApprovals.ts'
import { renderWithSession } from '../testing/index.ts'
import * as Captions from '../captions/Captions.parts.ts'
import * as Transcript from './Transcript.parts.ts'

/** What people send to pages that take text for markup. Each would call `attacked`. */
const payloads = [
  '<img src="/none.png" onerror="attacked()">',
  '<script>attacked()</script>',
  '"><svg onload="attacked()"></svg>',
  '<iframe srcdoc="<script>parent.attacked()</script>"></iframe>',
  '<details open ontoggle="attacked()">open</details>',
  '<input autofocus onfocus="attacked()">',
  '<video><source onerror="attacked()"></video>',
  '<style>@keyframes x{}*{animation:x}</style><b style="animation-name:x" onanimationstart="attacked()">b</b>',
  '</li></ol></div><img src="/none.png" onerror="attacked()">',
  '[link](javascript:attacked()) ![image](javascript:attacked())',
  '<a href="javascript:attacked()">link</a>',
  '{{constructor.constructor("attacked()")()}} ${attacked()}',
]

const attacked = vi.fn<() => void>()
beforeEach(() => void Object.assign(window, { attacked }))
afterEach(() => void Reflect.deleteProperty(window, 'attacked'))

/** Markup that is markup: its image has failed, its frame has loaded, its animation has begun. */
async function attackedInEarnest(): Promise<void> {
  const place = document.body.appendChild(document.createElement('div'))
  const done = ['error', 'load', 'animationstart'].map(
    (type) => new Promise((resolve) => place.addEventListener(type, resolve, { capture: true, once: true })),
  )
  place.innerHTML =
    '<img src="/none.png"><iframe srcdoc="frame"></iframe><style>@keyframes y{}</style><b style="animation:y 1ms">b</b>'
  await Promise.all(done)
  place.remove()
}

function Cards() {
  return useApprovals().pending.map((call) => <Approval.Root key={call.callId} callId={call.callId} />)
}

const ui = (
  <>
    <Transcript.Root>
      <Transcript.Viewport>
        <Transcript.List />
      </Transcript.Viewport>
      <Transcript.Announcer />
    </Transcript.Root>
    <Captions.Root />
    <Cards />
  </>
)

test.each(payloads)('is shown as it was said, and does nothing: %s', async (payload) => {
  const agent = new RealtimeAgent({
    name: payload,
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
  const { agent: remote, step, container } = await renderWithSession(ui, { agent })
  await step(() => remote.userSays(`user ${payload}`))
  await step(() => remote.says(`agent ${payload}`))
  await step(() => remote.calls('look_up', { [payload]: payload }))
  await step(() => remote.calls('pay', { [payload]: payload }))
  // Whatever an element does on its own has been done when the same thing, asked for later, has been.
  await attackedInEarnest()

  const text = container.textContent ?? ''
  expect(text).toContain(`user ${payload}`)
  expect(text).toContain(`agent ${payload}`)
  expect(container.querySelector('script, iframe, img, video, style, a, svg[onload], [autofocus]')).toBeNull()
  const handlers = [...container.querySelectorAll('*')].flatMap((element) =>
    element.getAttributeNames().filter((name) => name.startsWith('on')),
  )
  expect(handlers).toEqual([])
  expect(attacked).not.toHaveBeenCalled()
})

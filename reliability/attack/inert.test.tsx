// @vitest-environment happy-dom
import { cleanup } from '@testing-library/react'
import { afterEach, describe, expect, test } from 'vitest'
import { RealtimeAgent, tool, type RealtimeItem } from '@parley/core'
import { functionCall, responseCreated, responseDone, transcribed, userSpoke } from '@parley/core/testing'
import { Approval, Captions, Transcript } from '@parley/react'
import { EventInspector } from '@parley/react/inspector'
import { renderWithSession } from '@parley/react/testing'

afterEach(cleanup)

const payloads = {
  HTML: '<img src=x onerror="window.owned=1"><script>window.owned=1</script><iframe srcdoc="x"></iframe>',
  'an SVG': '<svg onload="window.owned=1"><a href="javascript:window.owned=1">x</a></svg>',
  markdown: '[click](javascript:window.owned=1) ![x](https://evil.example/pixel.png) <b>bold</b>',
  'RTL overrides': 'user\u202Egnp.exe\u2066\u2069 end',
  ANSI: '\u001b]8;;https://evil.example\u0007click\u001b]8;;\u0007\u001b[2J\u001b[31mred',
  template: '{{constructor.constructor("window.owned=1")()}} ${window.owned=1}',
}
const dangerous =
  'script, iframe, object, embed, link, base, form, img:not([data-slot] img), a[href^="javascript"], [onerror], [onload]'

const ui = (
  <>
    <Transcript.Root>
      <Transcript.Viewport>
        <Transcript.List />
      </Transcript.Viewport>
      <Transcript.Announcer />
    </Transcript.Root>
    <Captions.Root>
      <Captions.Line />
    </Captions.Root>
    <Approval.Root callId="call_1">
      <Approval.Summary />
      <Approval.Args />
    </Approval.Root>
    <EventInspector.Root>
      <EventInspector.List />
    </EventInspector.Root>
  </>
)

/** A conversation in which everything that comes from outside is the payload. */
async function show(payload: string) {
  const remove = tool({
    name: 'remove',
    description: payload,
    parameters: { type: 'object' },
    needsApproval: true,
    execute: () => payload,
  })
  const restored: RealtimeItem[] = [
    {
      id: 'o1',
      type: 'message',
      role: 'assistant',
      status: 'completed',
      createdAt: 1,
      interrupted: false,
      content: [{ type: 'output_text', text: payload }],
    },
    {
      id: 'o2',
      type: 'function_call',
      callId: 'c2',
      name: payload,
      arguments: payload,
      output: payload,
      status: 'completed',
      createdAt: 1,
      agentName: payload,
    },
  ]
  const made = await renderWithSession(ui, {
    agent: new RealtimeAgent({ name: payload || 'A', tools: [remove] }),
    initialHistory: restored,
  })
  await made.step(() => {
    made.server.receive(...userSpoke(), transcribed(payload), responseCreated())
    made.server.receive(...functionCall('remove', JSON.stringify({ note: payload })), responseDone())
    made.server.receive({ type: 'error', error: { message: payload } })
  })
  return made
}

describe('what comes from outside is shown as the text it is', () => {
  test.for(Object.entries(payloads))('%s', async ([, payload]) => {
    const { container } = await show(payload)
    expect(container.querySelectorAll(dangerous)).toHaveLength(0)
    expect((window as { owned?: number }).owned).toBeUndefined()
    expect(container.textContent).toContain(payload)
  })

  test('text that turns the direction of writing stays within its own row', async () => {
    const { container } = await show(payloads['RTL overrides'])
    const walker = document.createTreeWalker(container, 4)
    let seen = 0
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (!node.textContent?.includes('\u202E')) continue
      seen++
      const row = node.parentElement!.closest('[dir], bdi, bdo, p, li, pre, code, dd, td, div')
      expect(row).not.toBeNull()
    }
    expect(seen).toBeGreaterThan(2)
  })

  test('a megabyte in one piece is shown without hanging the page', async () => {
    const begun = performance.now()
    const { container } = await show('Lorem ipsum '.repeat(90_000))
    expect(container.textContent!.length).toBeGreaterThan(1_000_000)
    expect(performance.now() - begun).toBeLessThan(20_000)
  })
})

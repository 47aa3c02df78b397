import type { ServerEvent, SessionConfig } from '@parley/core/protocol'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { createSessionGuard } from './sessionGuard.ts'

const fields = ['instructions', 'tools', 'tool_choice'] as const
const tools = [{ type: 'function' as const, name: 'refund', parameters: { type: 'object' } }]
const ours: SessionConfig = { type: 'realtime', instructions: 'Ours.', tools }
const update = (session: SessionConfig, event_id = 'a') => ({ type: 'session.update', session, event_id }) as const
const updated = (session: object): ServerEvent =>
  ({ type: 'session.updated', event_id: 'e', session: { type: 'realtime', ...session } }) as ServerEvent

function guardAfter(session: SessionConfig) {
  const guard = createSessionGuard(fields)
  guard.sent(update(session))
  expect(guard.received(updated(session))).toBeUndefined()
  return guard
}

test('says nothing while the session is what was asked for, defaults of the service included', () => {
  const guard = guardAfter(ours)
  const filledIn = [{ ...tools[0], description: null, strict: false }]
  expect(guard.received(updated({ ...ours, tools: filledIn, tool_choice: 'auto', audio: {} }))).toBeUndefined()
})

test.each([
  ['other instructions', { ...ours, instructions: 'Theirs.' }],
  ['no instructions', { tools }],
  ['no tools', { ...ours, tools: [] }],
  ['another tool', { ...ours, tools: [...tools, { type: 'function', name: 'steal' }] }],
  ['a tool that means something else', { ...ours, tools: [{ ...tools[0], parameters: { type: 'string' } }] }],
])('asks for the own session back after %s', (_, session) => {
  expect(guardAfter(ours).received(updated(session))).toEqual({ type: 'realtime', instructions: 'Ours.', tools })
})

test('lets the others change what is not protected', () => {
  expect(guardAfter(ours).received(updated({ ...ours, audio: { output: { speed: 1.2 } } }))).toBeUndefined()
})

test('follows own changes', () => {
  const guard = guardAfter(ours)
  guard.sent(update({ type: 'realtime', instructions: 'New.' }, 'b'))
  expect(guard.received(updated({ ...ours, instructions: 'New.' }))).toBeUndefined()
  expect(guard.received(updated(ours))).toMatchObject({ instructions: 'New.' })
})

test('looks again after an own update that was refused, and after a reconnection', () => {
  const guard = guardAfter(ours)
  guard.sent(update(ours, 'b'))
  guard.received({ type: 'error', event_id: 'e', error: { event_id: 'b', message: 'no', type: 'x' } } as ServerEvent)
  expect(guard.received(updated({ instructions: 'Theirs.', tools }))).toBeDefined()
  guard.sent(update(ours, 'lost'))
  guard.received({ type: 'session.created', event_id: 'e', session: {} } as ServerEvent)
  expect(guard.received(updated({ instructions: 'Theirs.', tools }))).toBeDefined()
})

test('does not mind that credentials of hosted tools are not echoed', () => {
  const mcp = { type: 'mcp' as const, server_label: 'crm', server_url: 'https://crm.example' }
  const guard = guardAfter({ type: 'realtime', tools: [{ ...mcp, authorization: 'secret', headers: { a: 'b' } }] })
  expect(guard.received(updated({ tools: [mcp] }))).toBeUndefined()
  expect(guard.received(updated({ tools: [{ ...mcp, server_url: 'https://evil.example' }] }))).toBeDefined()
})

test('however the acknowledgements of both sides mix, a change that stays is noticed', () => {
  /** The service applies updates in the order they reach it and tells everybody each time. */
  fc.assert(
    fc.property(fc.array(fc.constantFrom('ours', 'theirs'), { maxLength: 12 }), (order) => {
      const guard = createSessionGuard(fields)
      // Ours are sent before anything comes back: the widest possible overlap.
      for (const [index, who] of order.entries()) if (who === 'ours') guard.sent(update(ours, `${index}`))
      let asked = false
      for (const who of order) {
        asked = guard.received(updated(who === 'ours' ? ours : { ...ours, instructions: 'Theirs.' })) !== undefined
      }
      // Before our first word nothing is protected.
      expect(asked).toBe(order.includes('ours') && order.at(-1) === 'theirs')
    }),
  )
})

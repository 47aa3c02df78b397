import { describe, expect, test } from 'vitest'
import { orderOf } from '../testing/wireClient.ts'
import { answers } from './answers.ts'
import { drivers } from './drivers.ts'
import { checkGuarantees } from './guarantees.ts'
import type { TransportName } from './scenario.ts'
import { sessions } from './sessions.ts'
import { turns } from './turns.ts'

const scenarios = [...turns, ...answers, ...sessions]
const transports: readonly TransportName[] = ['WebSocket', 'WebRTC']

/** Their place is looked at by `checkGuarantees`: they come when the sound does, or when they like. */
const unplaced = [
  'rate_limits.updated',
  ...['started', 'stopped', 'cleared'].map((end) => `output_audio_buffer.${end}`),
]

describe.each(transports)('over %s', (transport) => {
  test.for(scenarios.filter(({ not }) => !not?.[transport]))(
    '$title',
    { timeout: 20_000, concurrent: transport === 'WebRTC' },
    async (scenario) => {
      await using driven = await drivers[transport](scenario)
      const { caller } = driven
      await scenario.act(caller)
      const events = [...caller.events]
      const expected = scenario.order(transport)
      // A client's own truncation over WebSocket crosses what the server sends by itself.
      const ignored = transport === 'WebSocket' ? [...unplaced, 'conversation.item.truncated'] : unplaced
      expect(orderOf(events, ignored)).toEqual(expected)
      checkGuarantees(events, transport)
      scenario.check?.(events, transport)
    },
  )
})

test('every scenario runs over both transports, or says why it cannot', () => {
  for (const { title, not = {} } of scenarios) {
    const reasons = Object.values(not)
    expect({ title, short: reasons.filter(({ length }) => length < 20) }).toEqual({ title, short: [] })
    expect(reasons.length).toBeLessThan(transports.length)
  }
  expect(new Set(scenarios.map(({ title }) => title)).size).toBe(scenarios.length)
})

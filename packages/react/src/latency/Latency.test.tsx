import { screen } from '@testing-library/react'
import { describe, expect, test } from 'vitest'
import { renderWithSession } from '../testing/index.ts'
import * as Latency from './Latency.parts.ts'
import { gradeOf, statOf } from './stat.ts'
import { useLatency } from './useLatency.ts'

describe('latency', () => {
  test('is from the end of the user’s speech to the first sound that is heard', async () => {
    const { agent, step, clock } = await renderWithSession(
      <>
        <Latency.Root />
        <Latency.Breakdown />
      </>,
    )
    expect(screen.getByRole('img', { name: 'no reply yet' })).toBeTruthy()
    expect(screen.queryByRole('figure')).toBeNull()
    await step(() => agent.userSays('Hi.'))
    await step(() => clock.advance(410))
    await step(() => agent.says('Hello.'))
    await step(() => clock.advance(1000))
    const name = screen.getByRole('img').getAttribute('aria-label')
    expect(name).toBe('Reply heard after 0.41\u2009s, good')
    expect(screen.getByRole('img').dataset['grade']).toBe('good')
    expect(screen.getByRole('figure').textContent).toContain('model410')
  })

  test('has a row for the network where it is measured, out of the time the model seemed to take, and none elsewhere', async () => {
    const { server, agent, step, clock } = await renderWithSession(<Latency.Breakdown />)
    await step(() => agent.userSays('Hi.'))
    await step(() => clock.advance(410))
    await step(() => agent.says('Hello.'))
    await step(() => clock.advance(1000))
    const rows = (): string[] =>
      [...screen.getByRole('figure').querySelectorAll('dl > div')].map((row) => row.textContent)
    expect(rows()).toEqual(['model410', 'playout0'])
    await step(() => server.measure(42.4))
    expect(rows()).toEqual(['network42', 'model368', 'playout0'])
    // Measured while the line was worse than it was for this reply.
    await step(() => server.measure(900))
    expect(rows()).toEqual(['network410', 'model0', 'playout0'])
  })

  test('useLatency gives last, median and 95th percentile, and renders a few times a turn at most', async () => {
    const seen: ReturnType<typeof useLatency>[] = []
    const Probe = (): null => {
      seen.push(useLatency())
      return null
    }
    const { agent, step, clock } = await renderWithSession(<Probe />)
    for (const ms of [300, 900, 600]) {
      await step(() => agent.userSays('Hi.'))
      await step(() => clock.advance(ms))
      await step(() => agent.says('Hello there, how are you?'))
      await step(() => clock.advance(3000))
    }
    expect(seen.at(-1)?.toFirstAudio).toEqual({ last: 600, p50: 600, p95: 900, count: 3 })
    expect(seen.length).toBeLessThanOrEqual(1 + 3 * 4)
  })

  test('percentiles are values that were measured; grades have their borders', () => {
    expect(statOf([])).toBeUndefined()
    expect(statOf([7])).toEqual({ last: 7, p50: 7, p95: 7, count: 1 })
    const many = Array.from({ length: 20 }, (_, i) => i + 1)
    expect(statOf(many)).toEqual({ last: 20, p50: 10, p95: 19, count: 20 })
    expect([699, 700, 1499, 1500].map(gradeOf)).toEqual(['good', 'fair', 'fair', 'poor'])
  })
})

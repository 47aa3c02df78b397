import { expect, test } from 'vitest'
import type { Clock } from '../clock.ts'
import { ConnectionError } from '../errors.ts'
import { createManualClock, createTestSession } from '../testing/index.ts'

const lost = (): ConnectionError => new ConnectionError('closed_by_server', 'Gone.', { retryable: true })

/** A machine that sleeps: its wall clock goes on, while its timers stand still and are late when it wakes. */
function createSleepyClock() {
  const clock = createManualClock()
  const now = clock.now.bind(clock)
  let slept = 0
  return Object.assign(clock, {
    now: () => now() + slept,
    sleep: (ms: number) => void (slept += ms),
  } satisfies Partial<Clock> & { sleep(ms: number): void })
}

test('a connection that was lost before a sleep of ten minutes is tried for after it, for as long as always', async () => {
  const clock = createSleepyClock()
  const { session, server, connect } = createTestSession({ clock })
  await connect()
  const asleep = server.holdNextConnect()
  server.drop(lost())
  await clock.advance(1_000)
  clock.sleep(600_000)
  const awake = server.holdNextConnect()
  // All that was due meanwhile comes at once.
  await clock.advance(60_000)
  expect(session.status).toBe('reconnecting')
  expect(server.connects).toHaveLength(3)
  awake.release()
  asleep.release()
  await clock.advance(1_000)
  expect(session.status).toBe('connected')
  expect(clock.pending).toBe(0)
})

test('after a sleep it gives up as well, in the time that was set', async () => {
  const clock = createSleepyClock()
  const { session, server, connect } = createTestSession({ clock })
  await connect()
  server.holdNextConnect()
  server.drop(lost())
  await clock.advance(1_000)
  server.holdNextConnect()
  clock.sleep(600_000)
  await clock.advance(60_000)
  expect(session.status).toBe('reconnecting')
  await clock.advance(60_000)
  expect(session.getSnapshot().connection).toMatchObject({ status: 'error', error: { code: 'reconnect_gave_up' } })
  expect(clock.pending).toBe(0)
})

test('a conversation that was slept through takes the next question', async () => {
  const clock = createSleepyClock()
  const { session, server, connect } = createTestSession({ clock })
  await connect()
  session.sendMessage('Wake me at eight.')
  clock.sleep(600_000)
  await clock.advance(10_000)
  expect(session.status).toBe('connected')
  server.clear()
  session.sendMessage('What time is it?')
  expect(server.sent.map(({ type }) => type)).toContain('conversation.item.create')
})

test('an attempt that waits for the network while it comes back is called off, and holds nothing afterwards', async () => {
  let tell = (_online: boolean): void => {}
  const network = {
    online: true,
    subscribe: (listener: (online: boolean) => void) => {
      tell = listener
      return () => {}
    },
  }
  const { session, server, clock, connect } = createTestSession({ ports: { network } })
  await connect()
  const hanging = server.holdNextConnect()
  server.drop(lost())
  await clock.advance(1_000)
  expect(server.connects).toHaveLength(2)
  tell(true)
  await clock.advance(0)
  expect(session.status).toBe('connected')
  // The attempt of before gets through after all.
  hanging.release()
  await clock.settle()
  await session.close()
  expect(server.open).toBe(false)
  // One that was lost, one that was called off, one that was closed.
  expect(server.closes).toBe(2)
})

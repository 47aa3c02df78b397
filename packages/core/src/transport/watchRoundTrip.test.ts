import { expect, test } from 'vitest'
import { createManualClock } from '../testing/index.ts'
import { watchRoundTrip } from './watchRoundTrip.ts'

const pair = (currentRoundTripTime: number | undefined, rest: object = {}) => ({
  type: 'candidate-pair',
  nominated: true,
  state: 'succeeded',
  currentRoundTripTime,
  ...rest,
})

/** A connection that says what it is told to say, as browsers word it. */
const watched = (stats: object[]) => {
  const clock = createManualClock()
  const told: number[] = []
  const connection = {
    connectionState: 'connected' as RTCPeerConnectionState,
    asked: 0,
    async getStats(): Promise<RTCStatsReport> {
      connection.asked++
      return new Map(stats.map((entry, index) => [String(index), entry]))
    },
  }
  const stop = watchRoundTrip(connection, clock, (ms) => void told.push(ms))
  return { clock, told, connection, stop, stats }
}

test('tells the round trip of the path in use every five seconds', async () => {
  const { clock, told, stats, stop } = watched([
    pair(0.9, { nominated: false }),
    pair(0.8, { state: 'failed' }),
    pair(0.0424),
    { type: 'transport', currentRoundTripTime: 0.7 },
  ])
  await clock.advance(4_999)
  expect(told).toEqual([])
  await clock.advance(1)
  expect(told).toEqual([42])
  stats[2] = pair(0.05)
  await clock.advance(10_000)
  expect(told).toEqual([42, 50, 50])
  stop()
})

test('says nothing where the browser does not, and asks again', async () => {
  const { clock, told, stats, connection, stop } = watched([pair(undefined)])
  await clock.advance(5_000)
  const { getStats } = connection
  connection.getStats = () => Promise.reject(new Error('closing'))
  await clock.advance(5_000)
  expect(told).toEqual([])
  connection.getStats = getStats
  stats[0] = pair(0.01)
  await clock.advance(5_000)
  expect(told).toEqual([10])
  stop()
})

test('asks nothing while the path is lost', async () => {
  const { clock, told, connection, stop } = watched([pair(0.02)])
  connection.connectionState = 'disconnected'
  await clock.advance(20_000)
  expect([connection.asked, told]).toEqual([0, []])
  connection.connectionState = 'connected'
  await clock.advance(5_000)
  expect(told).toEqual([20])
  stop()
})

test('after its end no timer is left, and an answer still on its way is not told', async () => {
  const { clock, told, connection, stop } = watched([pair(0.02)])
  const answer = Promise.withResolvers<RTCStatsReport>()
  connection.getStats = () => answer.promise
  await clock.advance(5_000)
  stop()
  answer.resolve(new Map([['0', pair(0.02)]]))
  await clock.advance(60_000)
  expect([told, clock.pending]).toEqual([[], 0])

  const waiting = watched([pair(0.02)])
  waiting.stop()
  expect(waiting.clock.pending).toBe(0)
})

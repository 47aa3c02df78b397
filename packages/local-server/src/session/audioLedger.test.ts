import { expect, test } from 'vitest'
import { createAudioLedger } from './audioLedger.ts'

const seconds = (count: number) => new Int16Array(count * 24000).fill(1)

test('the oldest items lose their audio when the newer ones need the room; the newest keeps its own, however long', () => {
  const ledger = createAudioLedger(10_000)
  ledger.addToItem('a', seconds(4), 24000)
  ledger.append(seconds(4), 24000)
  ledger.commit('b', 0, 4000)
  ledger.addToItem('c', seconds(2), 24000)
  expect(ledger.readItem('a')?.samples).toHaveLength(96_000)
  ledger.addToItem('c', seconds(1), 24000)
  expect(ledger.readItem('a')).toBeNull()
  expect(ledger.readItem('b')?.samples).toHaveLength(96_000)
  ledger.addToItem('d', seconds(30), 24000)
  expect([ledger.readItem('b'), ledger.readItem('c')]).toEqual([null, null])
  expect(ledger.readItem('d')?.samples).toHaveLength(720_000)
})

test('what is cut or deleted makes room', () => {
  const ledger = createAudioLedger(10_000)
  ledger.addToItem('a', seconds(6), 24000)
  ledger.cutItem('a', 1000)
  ledger.addToItem('b', seconds(8), 24000)
  expect(ledger.readItem('a')?.samples).toHaveLength(24_000)
  ledger.dropItem('b')
  ledger.dropItem('b')
  ledger.addToItem('c', seconds(9), 24000)
  expect(ledger.readItem('a')?.samples).toHaveLength(24_000)
})

test('audio at another rate begins a new buffer, whose positions go on', () => {
  const ledger = createAudioLedger()
  expect(ledger.append(seconds(1), 24000)).toBe(1000)
  expect(ledger.append(new Int16Array(8000).fill(2), 8000)).toBe(1000)
  const { samples, sampleRate } = ledger.read(1500, 2000)
  expect([samples.length, sampleRate, samples[0]]).toEqual([4000, 8000, 2])
})

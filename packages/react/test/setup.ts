import { cleanup } from '@testing-library/react'
import { afterEach, beforeEach, vi } from 'vitest'

/** What React complains about (updates outside of `act`, missing keys, unknown attributes) fails the test it happened in. */
let complaints: unknown[] = []

beforeEach(() => {
  globalThis.localStorage?.clear()
  complaints = []
  vi.spyOn(console, 'error').mockImplementation((...said) => void complaints.push(said.join(' ')))
})

afterEach(() => {
  cleanup()
  vi.restoreAllMocks()
  vi.useRealTimers()
  if (complaints.length > 0) throw new Error(`console.error was called:\n${complaints.join('\n')}`)
})

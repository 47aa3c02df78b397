import { cleanup } from '@testing-library/react'
import { afterEach, beforeEach, vi } from 'vitest'

/** What React complains about (updates outside of `act`, missing keys, unknown attributes) fails the test it happened in. */
beforeEach(() => {
  vi.spyOn(console, 'error')
})

afterEach(() => {
  cleanup()
  const complaints = [...vi.mocked(console.error).mock.calls]
  vi.restoreAllMocks()
  vi.useRealTimers()
  globalThis.localStorage?.clear()
  if (complaints.length > 0) throw new Error(`console.error was called: ${complaints.map(String).join('\n')}`)
})

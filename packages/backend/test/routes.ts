import { afterAll, beforeEach } from 'vitest'

import { createCallHandler, type CallHandlerOptions } from '../src/callHandler.ts'
import { createClientSecretHandler, type ClientSecretHandlerOptions } from '../src/clientSecretHandler.ts'
import type { Handler } from '../src/guardedRoute.ts'
import type { LogEntry } from '../src/log.ts'
import type { WireSource } from '../src/sessionSource.ts'
import { STANDARD_KEY } from './keys.ts'
import { startRealtimeUpstream, type RealtimeUpstream } from './realtimeUpstream.ts'
import { createTestLog } from './requests.ts'

/** What routes are told to make when a test names nothing else. */
export const session = { type: 'realtime', model: 'gpt-realtime-2.1', instructions: 'Be brief.' } as const

export interface Routes {
  upstream: RealtimeUpstream
  /** What the routes logged since the test began. */
  entries: LogEntry[]
  secretRoute(options?: Partial<ClientSecretHandlerOptions & WireSource>): Handler
  callRoute(options?: Partial<CallHandlerOptions>): Handler
}

/** Both routes on an upstream that lives as long as the test file; what it and the log saw starts afresh with each test. */
export async function startRoutes(): Promise<Routes> {
  const upstream = await startRealtimeUpstream()
  const { log, entries } = createTestLog()
  beforeEach(() => {
    upstream.hits.length = 0
    entries.length = 0
  })
  afterAll(() => upstream[Symbol.asyncDispose]())
  const settings = { apiKey: STANDARD_KEY, baseUrl: upstream.baseUrl, session, log }
  return {
    upstream,
    entries,
    secretRoute: (options) => createClientSecretHandler({ ...settings, ...options }),
    callRoute: (options) => createCallHandler({ ...settings, ...options }),
  }
}

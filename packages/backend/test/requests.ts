import type { LogEntry } from '../src/log.ts'
import { watch } from './leakWatch.ts'

export const ROUTE = 'http://app.test/api/realtime/secret'

/** What a page of the app itself sends. */
export function post(init: { body?: unknown; headers?: Record<string, string>; url?: string } = {}): Request {
  const body = typeof init.body === 'string' || init.body === undefined ? init.body : JSON.stringify(init.body)
  const type = init.body === undefined ? {} : { 'content-type': 'application/json' }
  return new Request(init.url ?? ROUTE, {
    method: 'POST',
    headers: { 'sec-fetch-site': 'same-origin', ...type, ...init.headers },
    ...(body === undefined ? {} : { body }),
  })
}

/** A log that is kept, and watched for keys. */
export function createTestLog(): { log: (entry: LogEntry) => void; entries: LogEntry[] } {
  const entries: LogEntry[] = []
  return {
    entries,
    log(entry) {
      watch('lines', JSON.stringify(entry))
      entries.push(entry)
    },
  }
}

export async function errorOf(response: Response): Promise<{ status: number; code: string; message: string }> {
  const { error } = (await response.json()) as { error: { code: string; message: string } }
  return { status: response.status, ...error }
}

import { setClientAddress } from '../src/clientAddress.ts'
import type { LogEntry } from '../src/log.ts'
import { watch } from './leakWatch.ts'

export const ROUTE = 'http://app.test/api/realtime/secret'

/** What a page of the app itself sends, from an address of its own unless told otherwise. */
export function post(
  init: { body?: unknown; headers?: Record<string, string>; address?: string | null } = {},
): Request {
  const body = typeof init.body === 'string' || init.body === undefined ? init.body : JSON.stringify(init.body)
  const type = init.body === undefined ? {} : { 'content-type': 'application/json' }
  const request = new Request(ROUTE, {
    method: 'POST',
    headers: { 'sec-fetch-site': 'same-origin', ...type, ...init.headers },
    ...(body === undefined ? {} : { body }),
  })
  return init.address === null ? request : setClientAddress(request, init.address ?? '192.0.2.1')
}

/** A log that is kept, and watched for keys. */
export function createTestLog(): { log: (entry: LogEntry) => void; entries: LogEntry[] } {
  const entries: LogEntry[] = []
  return {
    entries,
    log(entry) {
      watch('line', JSON.stringify(entry))
      entries.push(entry)
    },
  }
}

export async function errorOf(response: Response): Promise<{ status: number; code: string; message: string }> {
  const { error } = (await response.json()) as { error: { code: string; message: string } }
  return { status: response.status, ...error }
}

/** An offer as a browser makes it, as far as anybody here reads it; `name` goes into its `s=` line. */
export function sdpOffer(name: string, init: { body?: string; type?: string } = {}): Request {
  const body = init.body ?? `v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=${name}\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\n`
  const headers = { 'content-type': init.type ?? 'application/sdp', 'sec-fetch-site': 'same-origin' }
  return setClientAddress(
    new Request('http://app.test/api/realtime/calls', { method: 'POST', headers, body }),
    '192.0.2.1',
  )
}

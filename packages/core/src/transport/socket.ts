import { ConfigError, invalidOption } from '../errors.ts'
import type { Credentials } from './transport.ts'

/** What is used of a WebSocket: the browser's, Node's own and the `ws` package's all fit. */
export interface WebSocketLike {
  readonly bufferedAmount: number
  binaryType: string
  send(data: string): void
  close(code?: number, reason?: string): void
  /** `ws` only: drops the connection without the closing handshake. */
  terminate?(): void
  addEventListener(type: 'open', listener: () => void): void
  addEventListener(type: 'message', listener: (event: { data: unknown }) => void): void
  addEventListener(type: 'error', listener: (event: { message?: unknown }) => void): void
  addEventListener(type: 'close', listener: (event: { code: number; reason: string }) => void): void
}

/** Opens a socket where headers can be sent: `(url, { headers }) => new WebSocket(url, { headers })` with the `ws` package. */
export type CreateWebSocket = (url: string, options: { headers: Record<string, string> }) => WebSocketLike

type BrowserSocket = new (url: string, protocols: string[]) => WebSocketLike
type ServerSocket = new (url: string, options: { headers: Record<string, string> }) => WebSocketLike

/** Browsers send no headers with a socket, so credentials travel as subprotocols there, under the names that the service documents. */
export function openSocket(url: string, credentials: Credentials, create: CreateWebSocket | undefined): WebSocketLike {
  if (create) return create(url, { headers: headersOf(credentials) })
  const { WebSocket } = globalThis as { WebSocket?: unknown }
  if (typeof WebSocket !== 'function') {
    throw new ConfigError(
      'missing_provider',
      'There is no WebSocket here. Use Node 22 or newer, or hand `createWebSocket` to the transport.',
      { path: 'modelConfig.transport' },
    )
  }
  if (!isBrowser()) return new (WebSocket as ServerSocket)(url, { headers: headersOf(credentials) })
  if (credentials.headers) {
    throw invalidOption('modelConfig.headers', 'A browser cannot send headers with a WebSocket; use `clientSecret`.')
  }
  const secret = credentials.clientSecret ?? credentials.apiKey
  const protocols = secret === undefined ? ['realtime'] : ['realtime', `openai-insecure-api-key.${secret}`]
  return new (WebSocket as BrowserSocket)(url, protocols)
}

function headersOf(credentials: Credentials): Record<string, string> {
  if (credentials.headers) return { ...credentials.headers }
  const secret = credentials.apiKey ?? credentials.clientSecret
  return secret === undefined ? {} : { Authorization: `Bearer ${secret}` }
}

/** A page or a worker of one. Node, Deno and Bun have neither and can send headers. */
function isBrowser(): boolean {
  const host = globalThis as { document?: unknown; WorkerGlobalScope?: unknown; process?: { versions?: object } }
  const node = host.process?.versions !== undefined && 'node' in host.process.versions
  return host.document !== undefined || (host.WorkerGlobalScope !== undefined && !node)
}

import type { IncomingMessage, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'

import { setClientAddress } from './clientAddress.ts'
import type { Handler } from './guardedRoute.ts'

/**
 * Runs a Fetch-standard handler in `node:http` and in Express: `app.post('/api/realtime/secret', toNodeHandler(handler))`.
 * The client's address is recorded for rate limits. A body that Express already parsed (`express.json()`, `express.text()`) is used as it is.
 */
export function toNodeHandler(handler: Handler): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  return async (incoming, outgoing) => {
    const gone = new AbortController()
    outgoing.once('close', () => {
      if (!outgoing.writableFinished) gone.abort()
    })
    let response: Response
    try {
      response = await handler(toRequest(incoming, gone.signal))
    } catch {
      // Only an address that cannot be one gets here; handlers of this package never reject.
      response = new Response(null, { status: 400 })
    }
    await send(response, outgoing)
  }
}

/** Fields of the request that frameworks add. */
type Parsed = IncomingMessage & { originalUrl?: string; body?: unknown }

function toRequest(incoming: Parsed, signal: AbortSignal): Request {
  const scheme = 'encrypted' in incoming.socket ? 'https' : 'http'
  const path = incoming.originalUrl ?? incoming.url ?? '/'
  // Not resolved against the host: `//elsewhere` is a path here.
  const url = path.startsWith('/') ? `${scheme}://${incoming.headers.host ?? 'localhost'}${path}` : path
  const headers: Record<string, string> = {}
  for (const name in incoming.headers) {
    const value = incoming.headers[name]
    if (value !== undefined && !name.startsWith(':'))
      headers[name] = typeof value === 'string' ? value : value.join(', ')
  }
  const method = incoming.method ?? 'GET'
  const body = method === 'GET' || method === 'HEAD' ? undefined : bodyOf(incoming)
  const init = { method, headers, ...(body === undefined ? {} : { body, duplex: 'half' }) }
  return setClientAddress(new NodeRequest(url, init as RequestInit, signal), incoming.socket.remoteAddress)
}

/** Gives the signal as it is: a signal in `init` would be followed by one of the Request's own, which costs more than the Request. */
class NodeRequest extends Request {
  readonly #signal: AbortSignal
  constructor(url: string, init: RequestInit, signal: AbortSignal) {
    super(url, init)
    this.#signal = signal
  }
  override get signal(): AbortSignal {
    return this.#signal
  }
}

function bodyOf(incoming: Parsed): BodyInit | undefined {
  const { body } = incoming
  // A stream for nothing would cost more than everything else of a request that carries none.
  const length = incoming.headers['content-length']
  if (incoming.headers['transfer-encoding'] === undefined && (length === undefined || length === '0')) return undefined
  if (!incoming.readableEnded && (body === undefined || !incoming.readableDidRead)) {
    return Readable.toWeb(incoming) as unknown as BodyInit
  }
  if (typeof body === 'string' || body instanceof Uint8Array) return body as BodyInit
  return body === undefined ? undefined : JSON.stringify(body)
}

async function send(response: Response, outgoing: ServerResponse): Promise<void> {
  outgoing.statusCode = response.status
  outgoing.setHeaders(response.headers)
  // A string leaves together with the headers, in one write.
  const isText = /^(?:text\/|application\/(?:json|sdp)\b)/.test(response.headers.get('content-type') ?? '')
  outgoing.end(isText ? await response.text() : new Uint8Array(await response.arrayBuffer()))
}

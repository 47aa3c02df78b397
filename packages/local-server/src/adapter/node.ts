import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { WebSocketServer, type WebSocket } from 'ws'
import type { ConnectRequest } from '../server/connection.ts'
import { httpError } from '../server/http.ts'
import type { RealtimeServer } from '../server/realtimeServer.ts'
import type { Issue } from '../validation/check.ts'

export interface ListenOptions {
  port: number
  host: string
  /** A certificate makes it `https` and `wss`: some clients insist on those. PEM. */
  tls?: { key: string; cert: string }
}

export interface Listening {
  port: number
  close(): Promise<void>
}

/** Audio of one append is at most 15 MiB, 20 MiB as base64. A larger frame closes the socket with 1009. */
const largestFrame = 24 * 1024 * 1024
const largestBody = 4 * 1024 * 1024
/** A client that has this much unread is cut off: it does not read, and the server must not grow. */
const largestBacklog = 32 * 1024 * 1024
const pingEveryMs = 20_000

/** Serves a `RealtimeServer` over HTTP and WebSocket. Rejects when the port is taken. */
export async function listen(server: RealtimeServer, options: ListenOptions): Promise<Listening> {
  const answer = (request: IncomingMessage, response: ServerResponse) => void handle(server, request, response)
  const http = options.tls ? createSecureServer(options.tls, answer) : createServer(answer)
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: largestFrame,
    // One message at a time: a client that sends thousands at once must not keep the others waiting.
    allowSynchronousEvents: false,
    perMessageDeflate: { threshold: 1 << 16, serverNoContextTakeover: true, clientNoContextTakeover: true },
    handleProtocols: (protocols) => (protocols.has('realtime') ? 'realtime' : false),
  })
  http.on('upgrade', (request, socket, head) => {
    upgrade(server, sockets, request, socket, head).catch(() => socket.destroy())
  })
  await new Promise<void>((resolve, reject) => {
    http.once('error', (error: NodeJS.ErrnoException) => reject(explained(error, options)))
    http.listen(options.port, options.host, resolve)
  })
  return {
    port: (http.address() as AddressInfo).port,
    async close() {
      server.close()
      const closed = new Promise((resolve) => {
        http.close(resolve)
      })
      const grace = setTimeout(() => {
        for (const socket of sockets.clients) socket.terminate()
        http.closeAllConnections()
      }, 500)
      http.closeIdleConnections()
      await closed
      clearTimeout(grace)
    },
  }
}

function explained(error: NodeJS.ErrnoException, { port, host }: { port: number; host: string }): Error {
  if (error.code === 'EADDRINUSE') {
    return new Error(
      `Port ${port} on ${host} is taken. Stop what listens there, or choose another port (0 picks a free one).`,
      { cause: error },
    )
  }
  return new Error(`Cannot listen on ${host}:${port}: ${error.message}.`, { cause: error })
}

const headersOf = (request: IncomingMessage): Headers => {
  const headers = new Headers()
  for (let i = 0; i < request.rawHeaders.length; i += 2)
    headers.append(request.rawHeaders[i]!, request.rawHeaders[i + 1]!)
  return headers
}

const urlOf = (request: IncomingMessage): URL => new URL(request.url ?? '/', 'http://localhost')

async function handle(server: RealtimeServer, request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    const body = await readBody(request)
    if (body === null) {
      const message = `The body is larger than ${largestBody / 1024 / 1024} MiB.`
      return await refuse(server, request, response, 413, { code: 'body_too_large', message, param: null })
    }
    let wanted: Request
    try {
      wanted = new Request(urlOf(request), {
        method: request.method ?? 'GET',
        headers: headersOf(request),
        ...(request.method === 'GET' || request.method === 'HEAD' ? {} : { body }),
      })
    } catch {
      const message = `Invalid method or URL (${request.method ?? ''} ${(request.url ?? '').slice(0, 200)})`
      return await refuse(server, request, response, 400, { code: 'invalid_request', message, param: null })
    }
    await answerWith(response, await server.fetch(wanted))
  } catch {
    if (!response.headersSent) response.writeHead(400)
    response.end()
  }
}

async function answerWith(response: ServerResponse, answer: Response): Promise<void> {
  response.writeHead(answer.status, Object.fromEntries(answer.headers))
  response.end(new Uint8Array(await answer.arrayBuffer()))
}

/** Refuses what the server need not see. Its answer to a preflight tells who may read why. */
async function refuse(
  server: RealtimeServer,
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  issue: Issue,
): Promise<void> {
  const preflight = await server.fetch(
    new Request('http://localhost/', { method: 'OPTIONS', headers: headersOf(request) }),
  )
  if (!preflight.ok) return await answerWith(response, preflight)
  const answer = httpError(status, issue)
  for (const [name, value] of preflight.headers) answer.headers.set(name, value)
  answer.headers.set('connection', 'close')
  await answerWith(response, answer)
}

async function readBody(request: IncomingMessage): Promise<Uint8Array<ArrayBuffer> | null> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of request as AsyncIterable<Uint8Array>) {
    length += chunk.length
    // Read to its end, since a client that is still sending would not read why it is refused; but not for ever.
    if (length > 16 * largestBody) return null
    if (length <= largestBody) chunks.push(chunk)
  }
  if (length > largestBody) return null
  return new Uint8Array(Buffer.concat(chunks))
}

async function upgrade(
  server: RealtimeServer,
  sockets: WebSocketServer,
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
): Promise<void> {
  socket.on('error', () => socket.destroy())
  const protocols = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((name) => name.trim())
  const wanted: ConnectRequest = { url: urlOf(request), headers: headersOf(request), protocols }
  const refused = await server.refuseUpgrade(wanted)
  if (refused) {
    const body = await refused.text()
    socket.end(
      `HTTP/1.1 ${refused.status} Refused\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
    )
    return
  }
  sockets.handleUpgrade(request, socket, head, (webSocket) => serve(server, wanted, webSocket))
}

function serve(server: RealtimeServer, request: ConnectRequest, webSocket: WebSocket): void {
  let alive = true
  const sendText = (text: string) => {
    if (webSocket.readyState !== webSocket.OPEN) return
    if (webSocket.bufferedAmount > largestBacklog) {
      webSocket.close(1008, 'The client does not read what it is sent.')
      setTimeout(() => webSocket.terminate(), 2000).unref()
      return
    }
    webSocket.send(text)
  }
  const connection = server.connect(request, {
    send: (event) => sendText(JSON.stringify(event)),
    sendText,
    // 1006 cannot be sent: it means that nothing was.
    close: (code, reason) => (code === 1006 ? webSocket.terminate() : webSocket.close(code, reason)),
  })
  const pings = setInterval(() => {
    if (!alive) return webSocket.terminate()
    alive = false
    webSocket.ping('ping')
  }, pingEveryMs)
  pings.unref()
  webSocket.on('pong', () => {
    alive = true
  })
  webSocket.on('message', (data, isBinary) => {
    alive = true
    if (isBinary) connection.binary()
    else connection.message((data as Buffer).toString('utf8'))
  })
  webSocket.on('error', () => webSocket.terminate())
  webSocket.on('close', () => {
    clearInterval(pings)
    connection.closed()
  })
}

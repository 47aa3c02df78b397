import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

import { createRealtimeServer, type Responder } from '@parley/local-server'
import { createPreparedVoice } from '@parley/local-server/memory'
import type { ServerEvent } from '@parley/core/protocol'
import { WebSocket, WebSocketServer, type RawData } from 'ws'

import { toNodeHandler } from '../src/nodeHandler.ts'

/** The local server as the service of calls. The page's half is a socket instead of a peer connection; everything above is real. */
export interface CallServer extends AsyncDisposable {
  readonly baseUrl: string
  /** The calls that are open, by what the offer said in its `s=` line. */
  readonly calls: Map<string, ServerCall>
  /** Requests that came over HTTP, as "POST /v1/…". */
  readonly requests: string[]
  /** Drops every socket, as a network does. */
  cutSockets(): void
}
export interface ServerCall {
  /** The page connects: only from here on the service knows the call. */
  pageConnects(callId: string): Promise<Page>
  hungUp: boolean
  /** How many items the conversation has. */
  items(): number
}

/** What the page sees and sends on its data channel. */
export interface Page {
  readonly events: ServerEvent[]
  send(event: object): void
  leave(): void
}

export async function startCallServer(responder: Responder, apiKey: string): Promise<CallServer> {
  const calls = new Map<string, ServerCall>()
  const requests: string[] = []
  const server = createRealtimeServer(
    {
      detector: null,
      recognizer: null,
      voice: createPreparedVoice({ msPerCharacter: 1 }),
      responder,
      apiKeys: [apiKey],
    },
    {
      async answer(offer, begin, ended) {
        const call: ServerCall = {
          hungUp: false,
          items: () => 0,
          async pageConnects(callId) {
            const session = begin({ play() {}, end() {}, flush() {} })
            call.items = () => session.state().items.length
            session.open()
            return openPage(callId, ended)
          },
        }
        calls.set(/^s=(.*)$/m.exec(offer)?.[1]?.trim() ?? '', call)
        return {
          sdp: 'v=0\r\ns=answer\r\n',
          hangUp() {
            call.hungUp = true
            ended()
          },
        }
      },
    },
  )
  const listener = toNodeHandler((request) => server.fetch(request))
  const http = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`)
    void listener(request, response)
  })
  const sockets = new WebSocketServer({ server: http })
  sockets.on('connection', (socket, request) => {
    const headers = new Headers(request.headers as Record<string, string>)
    const url = new URL(request.url ?? '/', 'http://localhost')
    const connection = server.connect(
      { url, headers, protocols: [] },
      {
        send: (event) => socket.send(JSON.stringify(event)),
        sendText: (text) => socket.send(text),
        close: (code, reason) => (code === 1006 ? socket.terminate() : socket.close(code, reason)),
      },
    )
    socket.on('message', (data: RawData) => connection.message((data as Buffer).toString()))
    socket.on('close', () => connection.closed())
  })
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  const host = `127.0.0.1:${(http.address() as AddressInfo).port}`

  async function openPage(callId: string, ended: () => void): Promise<Page> {
    const headers = { authorization: `Bearer ${apiKey}` }
    const socket = new WebSocket(`ws://${host}/v1/realtime?call_id=${callId}`, { headers })
    const events: ServerEvent[] = []
    socket.on('message', (data: RawData) => events.push(JSON.parse((data as Buffer).toString()) as ServerEvent))
    await new Promise((resolve) => socket.once('open', resolve))
    return {
      events,
      send: (event) => socket.send(JSON.stringify(event)),
      leave() {
        socket.close()
        ended()
      },
    }
  }

  return {
    baseUrl: `http://${host}/v1`,
    calls,
    requests,
    cutSockets() {
      for (const socket of sockets.clients) socket.terminate()
    },
    async [Symbol.asyncDispose]() {
      server.close()
      for (const socket of sockets.clients) socket.terminate()
      http.closeAllConnections()
      await new Promise((resolve) => http.close(resolve))
    },
  }
}

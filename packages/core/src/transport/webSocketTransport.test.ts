import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import { WebSocket as WsSocket, WebSocketServer } from 'ws'
import { systemClock } from '../clock.ts'
import type { ConnectionError } from '../errors.ts'
import type { ClientEvent } from '../protocol/index.ts'
import { describeAudioFramesContract } from './audioFrames.contract.ts'
import type { CreateWebSocket } from './socket.ts'
import {
  contractConfig,
  createContractClock,
  describeTransportContract,
  until,
  type ContractClock,
  type ContractPeer,
} from './transport.contract.ts'
import type { Credentials, TransportSignal } from './transport.ts'
import { createWebSocketTransport } from './webSocketTransport.ts'

const viaWs: CreateWebSocket = (url, { headers }) => new WsSocket(url, { headers })

async function startServer(options: { refuse?: (request: IncomingMessage) => number | null } = {}) {
  const http = createServer()
  const wss = new WebSocketServer({
    noServer: true,
    handleProtocols: (offered) => (offered.has('realtime') ? 'realtime' : false),
  })
  const requests: IncomingMessage[] = []
  const peers: ContractPeer[] = []
  const sockets = new Set<Duplex>()
  http.on('upgrade', (request, socket, head) => {
    requests.push(request)
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    const status = options.refuse?.(request) ?? null
    if (status === 0) {
      socket.on('end', () => socket.destroy()).resume()
      return
    }
    if (status !== null) {
      socket.end(`HTTP/1.1 ${status} Refused\r\nContent-Length: 0\r\n\r\n`)
      return
    }
    wss.handleUpgrade(request, socket, head, (ws) => {
      const received: ClientEvent[] = []
      ws.on('message', (data) => received.push(JSON.parse((data as Buffer).toString()) as ClientEvent))
      peers.push({
        send: (event) => ws.send(typeof event === 'string' ? event : JSON.stringify(event)),
        close: (code, reason) => ws.close(code, reason),
        pause: () => ws.pause(),
        resume: () => ws.resume(),
        received,
        closed: new Promise((resolve) => void ws.on('close', () => resolve())),
      })
    })
  })
  await new Promise<void>((resolve) => void http.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}/v1`,
    requests,
    connections: () => sockets.size,
    async nextPeer(): Promise<ContractPeer> {
      await until(() => peers.length > 0)
      return peers.shift()!
    },
    async dispose() {
      for (const client of wss.clients) client.terminate()
      for (const socket of sockets) socket.destroy()
      http.closeAllConnections()
      await new Promise((resolve) => void http.close(resolve))
    },
  }
}

for (const [name, createWebSocket] of [
  ['Node’s WebSocket', undefined],
  ['the ws package', viaWs],
] as const) {
  const harness = {
    name: `WebSocket with ${name}`,
    closeCodes: true,
    async create({ clock }: { clock: ContractClock }) {
      const server = await startServer()
      const transport = createWebSocketTransport(
        { url: server.url, model: 'gpt-test', clock },
        createWebSocket ? { createWebSocket } : {},
      )
      return { ...server, transport }
    },
  }
  describeTransportContract(harness)
  describeAudioFramesContract(harness)
}

describe('what goes over the handshake', () => {
  const connectWith = async (credentials: Credentials, createWebSocket?: CreateWebSocket) => {
    const server = await startServer()
    const transport = createWebSocketTransport(
      { url: server.url, model: 'gpt-test', clock: systemClock },
      createWebSocket ? { createWebSocket } : {},
    )
    await transport.connect({
      config: contractConfig,
      credentials: async () => credentials,
      signal: new AbortController().signal,
    })
    await transport.close()
    await server.dispose()
    return server.requests[0]!
  }

  test.each([undefined, viaWs])('a key goes as a bearer token, never into the address', async (create) => {
    const request = await connectWith({ apiKey: 'sk_test_key' }, create)
    expect(request.headers.authorization).toBe('Bearer sk_test_key')
    expect(request.url).toBe('/v1/realtime?model=gpt-test')
  })

  test('given headers go verbatim, and no Authorization is added', async () => {
    const request = await connectWith({ headers: { 'api-key': 'azure' }, apiKey: 'unused' })
    expect(request.headers['api-key']).toBe('azure')
    expect(request.headers.authorization).toBeUndefined()
  })

  test('in a page the secret goes as a subprotocol', async () => {
    const host = globalThis as { document?: unknown }
    host.document = {}
    try {
      const request = await connectWith({ clientSecret: 'ek_page_secret' })
      expect(request.headers['sec-websocket-protocol']).toBe('realtime, openai-insecure-api-key.ek_page_secret')
      expect(request.headers.authorization).toBeUndefined()
      await expect(connectWith({ headers: { a: 'b' } })).rejects.toMatchObject({ name: 'ConfigError' })
      const unsayable = connectWith({ clientSecret: 'ek with spaces (secret)' })
      const error = await unsayable.catch((thrown: unknown) => thrown as Error)
      expect(error).toMatchObject({ code: 'handshake_failed' })
      expect(inspect(error, { depth: 9 })).not.toContain('spaces')
    } finally {
      delete host.document
    }
  })
})

describe('a handshake that does not work', () => {
  const attempt = async (
    refuse: (request: IncomingMessage) => number | null,
    clock: ContractClock = createContractClock(),
  ) => {
    const server = await startServer({ refuse })
    const transport = createWebSocketTransport({ url: server.url, model: 'm', clock }, { createWebSocket: viaWs })
    const signals: TransportSignal[] = []
    transport.subscribe((signal) => signals.push(signal))
    const connecting = transport.connect({
      config: contractConfig,
      credentials: async () => ({ apiKey: 'sk_secret_key' }),
      signal: new AbortController().signal,
    })
    return { server, connecting, clock, signals }
  }

  test.each([
    [401, false],
    [403, false],
    [404, false],
    [429, true],
    [503, true],
  ])('HTTP %i rejects with the status, retryable: %s', async (status, retryable) => {
    const { server, connecting, signals } = await attempt(() => status)
    await expect(connecting).rejects.toMatchObject({ code: 'handshake_failed', status, retryable })
    expect(signals, 'closed is for connections that were open').toEqual([])
    await server.dispose()
  })

  test('a server that does not answer ends in handshake_timed_out, and no socket stays', async () => {
    const { server, connecting, clock } = await attempt(() => 0)
    const failure = connecting.catch((error: unknown) => error)
    const expected = { code: 'handshake_timed_out', retryable: true }
    await until(() => server.requests.length === 1)
    clock.advance(15_000)
    expect(await failure).toMatchObject(expected)
    await until(() => server.connections() === 0)
    await server.dispose()
  })

  test.each([
    ['the platform’s socket', undefined],
    ['the ws package', viaWs],
  ])(
    'a server that is not there rejects as retryable, and no part of its address as an HTTP status: %s',
    async (_, createWebSocket) => {
      const transport = createWebSocketTransport(
        { url: 'http://127.0.0.1:9/v1', model: 'm', clock: systemClock },
        createWebSocket ? { createWebSocket } : {},
      )
      const error = await transport
        .connect({
          config: contractConfig,
          credentials: async () => ({ apiKey: 'sk_secret_key' }),
          signal: new AbortController().signal,
        })
        .catch((thrown: unknown) => thrown)
      expect(error).toMatchObject({ code: 'handshake_failed', retryable: true })
      expect((error as ConnectionError).status).toBeUndefined()
    },
  )
})

describe('what other runtimes say of a socket', () => {
  class ForeignSocket extends EventTarget {
    bufferedAmount = 0
    binaryType = 'arraybuffer'
    send = (): void => {}
    close = (): void => {}
    tell(type: string, detail: object = {}): void {
      this.dispatchEvent(Object.assign(new Event(type), detail))
    }
  }
  const connect = () => {
    const asked = Promise.withResolvers<ForeignSocket>()
    const createWebSocket = (): ReturnType<CreateWebSocket> => {
      const socket = new ForeignSocket()
      asked.resolve(socket)
      return socket as unknown as ReturnType<CreateWebSocket>
    }
    const environment = { url: 'http://127.0.0.1:9/v1', model: 'm', clock: createContractClock() }
    const transport = createWebSocketTransport(environment, { createWebSocket })
    const signals: TransportSignal[] = []
    transport.subscribe((signal) => signals.push(signal))
    const connecting = transport.connect({
      config: contractConfig,
      credentials: async () => ({ apiKey: 'sk_secret_key' }),
      signal: new AbortController().signal,
    })
    return { asked: asked.promise, signals, connecting }
  }
  const refused = async (message: string): Promise<unknown> => {
    const { asked, connecting } = connect()
    ;(await asked).tell('error', { message })
    return connecting.catch((error: unknown) => error)
  }

  test('Node 22 tells of no close: the error alone ends the attempt', async () => {
    expect(await refused('Received network error or non-101 status code.')).toMatchObject({
      code: 'handshake_failed',
      retryable: true,
      status: undefined,
    })
  })

  test.each([
    ["WebSocket connection to 'ws://127.0.0.1:9/v1' failed: Failed to connect", undefined],
    ["WebSocket connection to 'ws://127.0.0.1:9/v1' failed: Expected 101 status code: 401", 401],
    ['NetworkError: failed to connect to WebSocket: Invalid status code: 401', 401],
    ['NetworkError: failed to connect to WebSocket: tcp connect error', undefined],
    ['Unexpected server response: 401', 401],
  ])('the status of %j is %s', async (message, status) => {
    expect(await refused(message)).toMatchObject({ code: 'handshake_failed', status, retryable: status !== 401 })
  })

  test('Deno numbers a connection that broke 0: it may be made again like any other', async () => {
    const { asked, signals, connecting } = connect()
    const socket = await asked
    socket.tell('open')
    await connecting
    socket.tell('message', { data: '{"type":"session.created","session":{}}' })
    socket.tell('error', { message: 'Unexpected EOF' })
    socket.tell('close', { code: 0, reason: '' })
    expect(signals.at(-1)).toMatchObject({
      type: 'closed',
      error: { code: 'closed_by_server', closeCode: 1006, retryable: true },
    })
  })
})

import { describe, expect, test } from 'vitest'
import type { Clock } from '../clock.ts'
import type { RealtimeError } from '../errors.ts'
import type { ClientEvent, ServerEvent, SessionConfig } from '../protocol/index.ts'
import type { Credentials, Transport, TransportSignal } from './transport.ts'

/** The server's end of one connection, as the suite drives it. */
export interface ContractPeer {
  send: (event: ServerEvent | string) => void
  /** Ends the connection as a server would; the code counts where the transport has codes. */
  close: (code: number, reason?: string) => void
  /** From now on nothing is taken from the network, until `resume`. Left out where the other end cannot hold back. */
  pause?: () => void
  resume?: () => void
  /** Everything received so far, appended to as more comes. */
  readonly received: ClientEvent[]
  /** Resolves when the client's end is gone. */
  readonly closed: Promise<void>
}

/** A clock moved by hand. */
export interface ContractClock extends Clock {
  advance(ms: number): void
}

export interface TransportHarness {
  name: string
  /** A transport, and the peers of its connections in the order they are made. The server accepts everybody. */
  create(options: { clock: ContractClock }): Promise<{
    transport: Transport
    nextPeer: () => Promise<ContractPeer>
    /** How many connections the server holds now. */
    connections: () => number
    dispose: () => Promise<void>
  }>
  /** Whether codes of a closing reach the client. False for a data channel. */
  closeCodes: boolean
}

export const contractConfig: SessionConfig = {
  type: 'realtime',
  audio: {
    input: { format: { type: 'audio/pcm', rate: 24000 } },
    output: { format: { type: 'audio/pcm', rate: 24000 } },
  },
}
const secret = 'ek_contract_secret_0123456789'

export function createContractClock(): ContractClock {
  const timers = new Map<() => void, number>()
  let now = 1_700_000_000_000
  return {
    now: () => now,
    setTimeout(fn, ms) {
      const run = () => fn()
      timers.set(run, now + ms)
      return () => void timers.delete(run)
    },
    advance(ms) {
      const end = now + ms
      for (;;) {
        const [next] = [...timers].filter(([, at]) => at <= end).sort((a, b) => a[1] - b[1])
        if (!next) break
        timers.delete(next[0])
        now = Math.max(now, next[1])
        next[0]()
      }
      now = end
    },
  }
}

/** Waits for something that a real network brings about; the limit is only there to end a test that fails. */
export async function until(what: () => boolean, limitMs = 4000): Promise<void> {
  const end = Date.now() + limitMs
  while (!what()) {
    if (Date.now() > end) throw new Error(`Waited in vain for: ${what.toString()}`)
    await new Promise((resolve) => setTimeout(resolve, 1))
  }
}

/** What every transport must do, whatever carries it. */
export function describeTransportContract(harness: TransportHarness): void {
  describe(`the transport contract: ${harness.name}`, () => {
    const setUp = async () => {
      const clock = createContractClock()
      const made = await harness.create({ clock })
      const signals: TransportSignal[] = []
      made.transport.subscribe((signal) => signals.push(signal))
      const connect = (options: { signal?: AbortSignal; credentials?: () => Promise<Credentials> } = {}) =>
        made.transport.connect({
          config: contractConfig,
          credentials: options.credentials ?? (async () => ({ clientSecret: secret })),
          signal: options.signal ?? new AbortController().signal,
        })
      const open = async () => {
        const peer = made.nextPeer()
        await connect()
        return peer
      }
      const events = () => signals.flatMap((signal) => (signal.type === 'event' ? [signal.event] : []))
      const closings = () => signals.flatMap((signal) => (signal.type === 'closed' ? [signal.error] : []))
      return { ...made, clock, signals, connect, open, events, closings }
    }
    const cleared: ServerEvent = { type: 'input_audio_buffer.cleared' }
    const message = (text: string): ServerEvent => ({ type: 'x.numbered', text })

    test('carries events both ways in the order they were sent', async () => {
      const { transport, open, events, dispose } = await setUp()
      const peer = await open()
      for (let i = 0; i < 50; i++) {
        transport.send({ type: 'conversation.item.delete', item_id: `item_${i}` })
        peer.send(message(String(i)))
      }
      await until(() => events().length >= 50 && peer.received.length >= 50)
      expect(events().map((event) => (event as { text?: string }).text)).toEqual(
        Array.from({ length: 50 }, (_, i) => String(i)),
      )
      expect(peer.received.map((event) => (event as { item_id?: string }).item_id)).toEqual(
        Array.from({ length: 50 }, (_, i) => `item_${i}`),
      )
      await transport.close()
      await dispose()
    })

    test('megabytes of events at once all arrive, in their order', async () => {
      const { transport, open, clock, dispose } = await setUp()
      const peer = await open()
      const text = 'x'.repeat(20_000)
      for (let i = 0; i < 200; i++) transport.send({ type: 'conversation.item.delete', item_id: `${i} ${text}` })
      await until(() => {
        clock.advance(20)
        return peer.received.length === 200
      }, 15_000)
      const ids = peer.received.map((event) => Number.parseInt((event as { item_id: string }).item_id, 10))
      expect(ids).toEqual(Array.from({ length: 200 }, (_, i) => i))
      await transport.close()
      await dispose()
    })

    test('sends nothing by itself', async () => {
      const { transport, open, events, dispose } = await setUp()
      const peer = await open()
      peer.send(cleared)
      await until(() => events().length === 1)
      expect(peer.received).toEqual([])
      await transport.close()
      await dispose()
    })

    test('passes unknown events through, reports broken ones, and goes on', async () => {
      const { transport, signals, open, events, dispose } = await setUp()
      const peer = await open()
      peer.send('{"type":')
      peer.send({ type: 'something.new', extra: { deep: [1] } })
      peer.send({ type: 'response.done' } as ServerEvent)
      peer.send(cleared)
      await until(() => events().length >= 2)
      expect(events()).toEqual([{ type: 'something.new', extra: { deep: [1] } }, cleared])
      const broken = signals.flatMap((signal) => (signal.type === 'malformed' ? [signal.error.code] : []))
      expect(broken).toEqual(['malformed_event', 'malformed_event'])
      await transport.close()
      await dispose()
    })

    test('one throwing listener stops neither the others nor the connection', async () => {
      const { transport, open, events, dispose } = await setUp()
      const reported: unknown[] = []
      const host = globalThis as { reportError?: unknown }
      const before = host.reportError
      host.reportError = (error: unknown) => reported.push(error)
      transport.subscribe(() => {
        throw new Error('listener')
      })
      const peer = await open()
      peer.send(cleared)
      peer.send(cleared)
      await until(() => events().length === 2)
      expect(reported).toHaveLength(2)
      await transport.close()
      host.reportError = before
      await dispose()
    })

    test('close from our side says closed once, with no error, and the other end sees it', async () => {
      const { transport, open, closings, signals, dispose } = await setUp()
      const peer = await open()
      const closing = transport.close()
      const after = signals.length
      peer.send(cleared)
      await Promise.all([closing, transport.close(), peer.closed])
      expect(closings()).toEqual([null])
      expect(signals.slice(after), 'nothing is said after the end').toEqual([])
      await dispose()
    })

    test('an end from the other side says closed once, with a ConnectionError', async () => {
      const { transport, open, closings, dispose } = await setUp()
      const peer = await open()
      peer.close(1011, 'boom')
      await until(() => closings().length > 0)
      const [error] = closings()
      expect(error).toMatchObject({
        name: 'ConnectionError',
        code: 'handshake_failed',
        retryable: true,
        severity: 'fatal',
      })
      await transport.close()
      expect(closings()).toHaveLength(1)
      await dispose()
    })

    test.runIf(harness.closeCodes)('a normal end by the server is no error', async () => {
      const { transport, open, closings, dispose } = await setUp()
      const peer = await open()
      peer.send({ type: 'session.created', session: {} })
      peer.close(1000)
      await until(() => closings().length > 0)
      expect(closings()).toEqual([null])
      await transport.close()
      await dispose()
    })

    test('an error event and then the end carry the server’s words, and no secret', async () => {
      const { transport, open, closings, signals, dispose } = await setUp()
      const peer = await open()
      peer.send({
        type: 'error',
        error: {
          type: 'invalid_request_error',
          code: 'invalid_api_key',
          message: `Incorrect API key provided: ${secret}.`,
        },
      })
      peer.close(3000, 'invalid_request_error.invalid_api_key')
      await until(() => closings().length > 0)
      const error = closings()[0] as RealtimeError
      expect(error).toMatchObject({ code: 'handshake_failed', retryable: false })
      expect(error.message).toContain('Incorrect API key provided')
      expect(JSON.stringify([error.message, error.cause, signals])).not.toContain(secret)
      await transport.close()
      await dispose()
    })

    test('an error whose words are no text ends as every other', async () => {
      const { transport, open, closings, dispose } = await setUp()
      const peer = await open()
      peer.send(JSON.stringify({ type: 'error', error: { message: { toString: 1 }, code: 'invalid_api_key' } }))
      peer.close(3000, 'Refused.')
      await until(() => closings().length > 0)
      expect(closings()[0]).toMatchObject({ code: 'handshake_failed', retryable: false })
      await transport.close()
      await dispose()
    })

    test('the session’s longest duration ends in session_expired, which may be tried again', async () => {
      const { transport, open, closings, dispose } = await setUp()
      const peer = await open()
      peer.send({ type: 'session.created', session: {} })
      peer.send({
        type: 'error',
        error: {
          type: 'invalid_request_error',
          code: 'session_expired',
          message: 'Your session hit the maximum duration of 60 minutes.',
        },
      })
      peer.close(1001, 'Your session hit the maximum duration of 60 minutes.')
      await until(() => closings().length > 0)
      expect(closings()[0]).toMatchObject({ code: 'session_expired', retryable: true })
      await transport.close()
      await dispose()
    })

    test('an error event alone ends nothing', async () => {
      const { transport, open, closings, events, dispose } = await setUp()
      const peer = await open()
      peer.send({ type: 'error', error: { message: 'Invalid value.' } })
      peer.send(cleared)
      await until(() => events().length === 2)
      expect(closings()).toEqual([])
      await transport.close()
      await dispose()
    })

    test('sending without a connection throws a ConnectionError', async () => {
      const { transport, open, dispose } = await setUp()
      const notConnected = expect.objectContaining({ name: 'ConnectionError', code: 'not_connected' })
      expect(() => transport.send({ type: 'response.create' })).toThrow(notConnected)
      await open()
      await transport.close()
      expect(() => transport.send({ type: 'response.create' })).toThrow(notConnected)
      await dispose()
    })

    test('an attempt given up while the key is pending opens nothing, also when the key comes later', async () => {
      const { connect, connections, signals, dispose } = await setUp()
      const controller = new AbortController()
      const key = Promise.withResolvers<Credentials>()
      const connecting = connect({ signal: controller.signal, credentials: () => key.promise })
      controller.abort()
      await expect(connecting).rejects.toMatchObject({ code: 'aborted' })
      key.resolve({ clientSecret: secret })
      await Promise.resolve()
      expect(connections()).toBe(0)
      expect(signals).toEqual([])
      await dispose()
    })

    test('an attempt given up before it starts does not ask for the key', async () => {
      const { connect, dispose } = await setUp()
      let asked = 0
      const credentials = async () => {
        asked++
        return { clientSecret: secret }
      }
      await expect(connect({ signal: AbortSignal.abort(), credentials })).rejects.toMatchObject({ code: 'aborted' })
      expect(asked).toBe(0)
      await dispose()
    })

    test('an attempt given up during the handshake leaves no connection', async () => {
      const { connect, connections, signals, dispose } = await setUp()
      const controller = new AbortController()
      const connecting = connect({ signal: controller.signal })
      await Promise.resolve()
      await Promise.resolve()
      controller.abort()
      await expect(connecting).rejects.toMatchObject({ code: 'aborted' })
      await until(() => connections() === 0)
      expect(signals).toEqual([])
      await dispose()
    })

    test('close while connecting rejects the attempt', async () => {
      const { transport, connect, connections, dispose } = await setUp()
      const connecting = connect({ credentials: () => new Promise(() => {}) })
      const failure = connecting.catch((error: unknown) => error)
      const expected = { code: 'aborted' }
      await transport.close()
      expect(await failure).toMatchObject(expected)
      expect(connections()).toBe(0)
      await dispose()
    })

    test('a failing key function rejects with its error as the cause', async () => {
      const { connect, connections, dispose } = await setUp()
      const cause = new Error('route down')
      await expect(connect({ credentials: () => Promise.reject(cause) })).rejects.toMatchObject({
        code: 'client_secret_failed',
        cause,
        retryable: true,
      })
      expect(connections()).toBe(0)
      await dispose()
    })

    test('a key that never comes ends in an error, not in waiting', async () => {
      const { connect, clock, dispose } = await setUp()
      const connecting = connect({ credentials: () => new Promise(() => {}) })
      const failure = connecting.catch((error: unknown) => error)
      const expected = { code: 'client_secret_failed', retryable: true }
      clock.advance(60_000)
      expect(await failure).toMatchObject(expected)
      await dispose()
    })

    test('connecting while connected is refused, and after an end it works again with nothing left of the first', async () => {
      const { transport, connect, open, nextPeer, events, closings, dispose } = await setUp()
      const first = await open()
      await expect(connect()).rejects.toMatchObject({ name: 'ConfigError' })
      await transport.close()
      const secondPeer = nextPeer()
      await connect()
      const second = await secondPeer
      first.send(message('late'))
      second.send(message('new'))
      await until(() => events().length > 0)
      expect(events()).toEqual([message('new')])
      await transport.close()
      expect(closings()).toEqual([null, null])
      await dispose()
    })
  })
}

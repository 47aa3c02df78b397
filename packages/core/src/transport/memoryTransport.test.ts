import { describe, expect, test } from 'vitest'
import type { ClientEvent } from '../protocol/index.ts'
import { describeAudioFramesContract } from './audioFrames.contract.ts'
import type { MemoryPeer } from './memorySocket.ts'
import { memoryTransport } from './memoryTransport.ts'
import {
  contractConfig,
  createContractClock,
  describeTransportContract,
  until,
  type ContractPeer,
} from './transport.contract.ts'
import type { TransportSignal } from './transport.ts'

const queue = <T>() => {
  const values: T[] = []
  const waiting: ((value: T) => void)[] = []
  return {
    push: (value: T) => (waiting.length > 0 ? waiting.shift()!(value) : void values.push(value)),
    next: () =>
      values.length > 0 ? Promise.resolve(values.shift()!) : new Promise<T>((resolve) => waiting.push(resolve)),
  }
}

const harness = {
  name: 'memory',
  closeCodes: true,
  async create({ clock }: { clock: ReturnType<typeof createContractClock> }) {
    const peers = queue<ContractPeer>()
    let connections = 0
    const transport = memoryTransport((peer) => {
      connections++
      const received: ClientEvent[] = []
      peer.onEvent((event) => received.push(event))
      const closed = new Promise<void>((resolve) =>
        peer.onClose(() => {
          connections--
          resolve()
        }),
      )
      peers.push({ ...peer, received, closed })
    })({ url: 'https://example.test/v1', model: 'm', clock })
    return { transport, nextPeer: peers.next, connections: () => connections, dispose: async () => {} }
  },
}
describeTransportContract(harness)
describeAudioFramesContract(harness)

describe('backpressure', () => {
  const open = async () => {
    const clock = createContractClock()
    const received: ClientEvent[] = []
    let peer!: MemoryPeer
    const transport = memoryTransport((next) => {
      peer = next
      peer.onEvent((event) => received.push(event))
    })({ url: 'https://example.test/v1', model: 'm', clock })
    const signals: TransportSignal[] = []
    transport.subscribe((signal) => signals.push(signal))
    await transport.connect({
      config: contractConfig,
      credentials: async () => ({ apiKey: 'sk_memory' }),
      signal: new AbortController().signal,
    })
    return { transport, signals, received, clock, peer }
  }
  const second = (value: number) => new Uint8Array(48_000).fill(value)
  const firstBytes = (events: ClientEvent[]) =>
    events.map((event) => (event.type === 'input_audio_buffer.append' ? atob(event.audio).charCodeAt(0) : event.type))

  test('drops the oldest audio that waits, tells how much, and never drops an event', async () => {
    const { transport, signals, received, clock, peer } = await open()
    peer.pause()
    // A socket takes a mebibyte, and the one that crosses it; a minute waits behind it.
    for (let value = 1; value <= 17; value++) transport.sendAudio(second(value))
    transport.send({ type: 'input_audio_buffer.commit' })
    for (let value = 18; value <= 79; value++) transport.sendAudio(second(value))
    transport.send({ type: 'response.cancel' })
    expect(signals).toEqual([
      { type: 'dropped', ms: 1000 },
      { type: 'dropped', ms: 1000 },
    ])
    peer.resume()
    clock.advance(1000)
    await until(() => received.length === 79)
    const seconds = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i)
    expect(firstBytes(received)).toEqual([
      ...seconds(1, 17),
      'input_audio_buffer.commit',
      ...seconds(20, 79),
      'response.cancel',
    ])
  })

  test('holds back while the socket is full, and goes on when it has room', async () => {
    const { transport, signals, received, clock, peer } = await open()
    peer.pause()
    for (let value = 1; value <= 20; value++) transport.sendAudio(second(value))
    peer.resume()
    await until(() => received.length > 0)
    expect(received, 'a mebibyte and the second that crosses it').toHaveLength(17)
    clock.advance(20)
    await until(() => received.length === 20)
    expect(firstBytes(received)).toEqual(Array.from({ length: 20 }, (_, i) => i + 1))
    expect(signals).toEqual([])
  })

  test('a full socket that takes nothing for half a minute is gone, and the connection may be made again', async () => {
    const { transport, signals, clock, peer } = await open()
    let closed: number | null = null
    peer.onClose((code) => (closed = code))
    peer.send({ type: 'session.created', session: {} })
    await until(() => signals.splice(0).length === 1)
    peer.pause()
    for (let value = 1; value <= 17; value++) transport.sendAudio(second(value))
    for (let value = 18; value <= 37; value++) {
      transport.sendAudio(second(value))
      clock.advance(1000)
    }
    clock.advance(10_000)
    expect(signals, 'as long as a lift or a tunnel takes').toEqual([])
    clock.advance(2000)
    expect(signals).toEqual([
      {
        type: 'closed',
        error: expect.objectContaining({
          code: 'closed_by_server',
          retryable: true,
          message:
            'The server closed the connection (close code 1006): It took nothing for 30 s. It may work again later.',
        }),
      },
    ])
    await until(() => closed === 1000)
    expect(() => transport.send({ type: 'response.create' })).toThrow(
      expect.objectContaining({ code: 'not_connected' }),
    )
  })

  test('a socket that takes a little now and then is slow, not gone', async () => {
    const { transport, signals, received, clock, peer } = await open()
    peer.pause()
    for (let times = 0; times < 3; times++) {
      for (let value = 1; value <= 17; value++) transport.sendAudio(second(value))
      clock.advance(29_000)
      const taken = received.length
      peer.resume()
      await until(() => received.length > taken)
      peer.pause()
    }
    expect(signals).toEqual([])
  })

  test('a long recording is cut into appends the service accepts', async () => {
    const { transport, received } = await open()
    transport.sendAudio(new Uint8Array(3_000_001))
    await until(() => received.length === 3)
    const sizes = received.map((event) => (event.type === 'input_audio_buffer.append' ? atob(event.audio).length : 0))
    expect(sizes).toEqual([1_440_000, 1_440_000, 120_001])
  })

  test('a listener that answers the first event can send', async () => {
    const clock = createContractClock()
    const received: ClientEvent[] = []
    const transport = memoryTransport((peer) => {
      peer.onEvent((event) => received.push(event))
      peer.send({ type: 'session.created', session: {} })
    })({ url: 'https://example.test/v1', model: 'm', clock })
    transport.subscribe((signal) => {
      if (signal.type === 'event') transport.send({ type: 'session.update', session: contractConfig })
    })
    await transport.connect({
      config: contractConfig,
      credentials: async () => ({}),
      signal: new AbortController().signal,
    })
    await until(() => received.length === 1)
    expect(received[0]).toEqual({ type: 'session.update', session: contractConfig })
  })
})

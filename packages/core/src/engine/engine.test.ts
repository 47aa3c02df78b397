import { afterEach, describe, expect, test } from 'vitest'
import type { FromPlayback, ToPlayback } from '../audio/playback/playbackMessages.ts'
import { encodeBase64 } from '../codec/base64.ts'
import type { ClientEvent, ServerEvent } from '../protocol/index.ts'
import { describeAudioFramesContract } from '../transport/audioFrames.contract.ts'
import { memoryTransport } from '../transport/memoryTransport.ts'
import {
  contractConfig,
  createContractClock,
  describeTransportContract,
  until,
  type ContractClock,
  type ContractPeer,
} from '../transport/transport.contract.ts'
import type { Transport, TransportSignal } from '../transport/transport.ts'
import { Engine } from './engine.ts'
import { EngineLink } from './engineLink.ts'
import { EnginePlayer, EngineSink } from './enginePlayer.ts'
import { createEngineTransport } from './engineTransport.ts'
import { startMainEngine } from './mainEngine.ts'
import { MicQueue } from './micQueue.ts'

function setUp(clock: ContractClock) {
  const peers: ContractPeer[] = []
  let connections = 0
  const inMemory = memoryTransport((peer) => {
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
  })
  const createTransport = (url: string): Transport => inMemory({ url, model: 'm', clock })
  const link = new EngineLink(
    { main: async (onMessage) => startMainEngine(onMessage, { clock, createTransport }) },
    clock,
  )
  const player = new EnginePlayer(link)
  const transport = createEngineTransport({ url: 'https://x.test/v1', model: 'm', clock }, link, player)
  const nextPeer = async (): Promise<ContractPeer> => {
    await until(() => peers.length > 0)
    return peers.shift()!
  }
  return { link, player, sink: new EngineSink(link), transport, nextPeer, connections: () => connections }
}

const harness = {
  name: 'the engine’s WebSocket',
  closeCodes: true,
  async create({ clock }: { clock: ContractClock }) {
    const made = setUp(clock)
    // The contract watches bytes and events as they come: batching is not its subject.
    const subscribe: Transport['subscribe'] = (listener) =>
      made.transport.subscribe((signal) => {
        if (signal.type !== 'audio') return listener(signal)
        const { byteLength: _, ...audio } = signal
        listener(audio)
      })
    made.transport.forwardAudio?.(true)
    const tick = setInterval(() => clock.advance(20), 1)
    return {
      ...made,
      transport: { ...made.transport, subscribe },
      dispose: async () => clearInterval(tick),
    }
  },
}
describeTransportContract(harness)
describeAudioFramesContract(harness)

describe('the engine', () => {
  const ports: MessagePort[] = []
  afterEach(() => {
    for (const port of ports.splice(0)) port.close()
  })

  const open = async () => {
    const clock = createContractClock()
    const made = setUp(clock)
    const signals: TransportSignal[] = []
    made.transport.subscribe((signal) => signals.push(signal))
    // The audio thread's end of the line: what it is told, and what it tells.
    const told: ToPlayback[] = []
    const { port1, port2 } = new MessageChannel()
    ports.push(port1)
    port1.onmessage = ({ data }: MessageEvent<ToPlayback>) => told.push(data)
    made.player.start('pcm')
    made.player.attach(port2, 24_000)
    const peer = made.nextPeer()
    await made.transport.connect({
      config: contractConfig,
      credentials: async () => ({ clientSecret: 'ek_engine' }),
      signal: new AbortController().signal,
    })
    const say = (message: FromPlayback) => port1.postMessage(message)
    return { ...made, clock, signals, told, say, peer: await peer }
  }
  const delta = (responseId: string, itemId: string, bytes = 480) => ({
    type: 'response.output_audio.delta' as const,
    response_id: responseId,
    item_id: itemId,
    output_index: 0,
    content_index: 0,
    delta: encodeBase64(new Uint8Array(bytes).fill(1)),
  })
  const speech = { type: 'input_audio_buffer.speech_started' as const, item_id: 'user', audio_start_ms: 0 }
  const created = (id: string) => ({ type: 'response.created' as const, response: { id, conversation_id: 'c' } })
  const of = <T extends TransportSignal['type']>(signals: TransportSignal[], type: T) =>
    signals.filter((signal): signal is Extract<TransportSignal, { type: T }> => signal.type === type)

  test('sound goes to the audio thread without the page, which hears only how much it was', async () => {
    const { peer, signals, told, clock, transport } = await open()
    peer.send(created('r1'))
    peer.send(delta('r1', 'a'))
    peer.send({
      type: 'response.output_audio.done',
      response_id: 'r1',
      item_id: 'a',
      output_index: 0,
      content_index: 0,
    })
    await until(() => told.length === 2)
    expect(told.map((message) => message.type)).toEqual(['audio', 'end'])
    clock.advance(16)
    await until(() => of(signals, 'audio').length === 1)
    expect(of(signals, 'audio')[0]).toMatchObject({ byteLength: 480, bytes: new Uint8Array() })
    await transport.close()
  })

  test('falls silent by itself when the user speaks, and drops what still comes of that answer', async () => {
    const { peer, told, transport } = await open()
    peer.send(created('r1'))
    peer.send(delta('r1', 'a'))
    peer.send(speech)
    peer.send(delta('r1', 'a'))
    peer.send({ type: 'response.done', response: { id: 'r1', status: 'cancelled' } })
    peer.send(created('r2'))
    peer.send(delta('r2', 'b'))
    await until(() => told.length === 3)
    expect(told.map((message) => (message.type === 'audio' ? message.itemId : message.type))).toEqual([
      'a',
      'flush',
      'b',
    ])
    await transport.close()
  })

  test('does not fall silent where the session does not interrupt', async () => {
    const { peer, told, transport } = await open()
    const turn_detection = { type: 'server_vad' as const, interrupt_response: false }
    peer.send({ type: 'session.updated', session: { audio: { input: { turn_detection } } } })
    peer.send(created('r1'))
    peer.send(delta('r1', 'a'))
    peer.send(speech)
    peer.send(delta('r1', 'a'))
    await until(() => told.length === 2)
    expect(told.map((message) => message.type)).toEqual(['audio', 'audio'])
    await transport.close()
  })

  test('a session that flushes for the same word does not cut what came since', async () => {
    const { peer, told, say, player, transport, signals } = await open()
    const flushed: string[] = []
    player.subscribe(
      (signal) => signal.type === 'flushed' && flushed.push(signal.items.map((item) => item.itemId).join()),
    )
    transport.subscribe((signal) => {
      if (signal.type === 'event' && signal.event.type === speech.type) player.flush()
    })
    peer.send(created('r1'))
    peer.send(delta('r1', 'a'))
    peer.send(speech)
    await until(() => told.length === 2)
    say({ type: 'flushed', generation: 1, items: [{ itemId: 'a', contentIndex: 0, frames: 2400 }] })
    await until(() => flushed.length === 1)
    expect(flushed).toEqual(['a'])
    expect(told.filter((message) => message.type === 'flush')).toHaveLength(1)
    expect(of(signals, 'event').map((signal) => signal.event.type)).toContain(speech.type)
    // The app's own word is another matter.
    player.flush()
    await until(() => told.filter((message) => message.type === 'flush').length === 2)
    await transport.close()
  })

  test('a flush that the session did not need is not told to it', async () => {
    const { peer, told, say, player, transport, clock } = await open()
    const heard: string[] = []
    player.subscribe((signal) => heard.push(signal.type))
    peer.send(created('r1'))
    peer.send(delta('r1', 'a'))
    peer.send(speech)
    await until(() => told.length === 2)
    say({ type: 'flushed', generation: 1, items: [] })
    say({ type: 'underrun', frames: 24 })
    await until(() => heard.length === 1)
    clock.advance(100)
    expect(heard).toEqual(['underrun'])
    await transport.close()
  })

  test('a cancelled response is heard no further', async () => {
    const { peer, told, transport } = await open()
    peer.send(created('r1'))
    peer.send(delta('r1', 'a'))
    await until(() => told.length === 1)
    transport.send({ type: 'response.cancel', response_id: 'r1' })
    await until(() => peer.received.length === 1)
    peer.send(delta('r1', 'a'))
    peer.send({ type: 'response.done', response: { id: 'r1' } })
    peer.send(delta('r2', 'b'))
    await until(() => told.length === 2)
    expect(told.map((message) => (message.type === 'audio' ? message.itemId : message.type))).toEqual(['a', 'b'])
    await transport.close()
  })

  test('the voice waits for the settings to be taken, keeps its order, and is not sent twice', async () => {
    const { peer, sink, transport } = await open()
    const { port1, port2 } = new MessageChannel()
    ports.push(port1)
    sink.attach(port2)
    const chunk = (value: number) => port1.postMessage({ type: 'chunk', bytes: new Uint8Array([value, 0]) })
    chunk(1)
    chunk(2)
    transport.send({ type: 'session.update', session: contractConfig })
    await until(() => peer.received.length === 1)
    peer.send({ type: 'session.updated', session: {} })
    await until(() => peer.received.length === 3)
    chunk(3)
    await until(() => peer.received.length === 4)
    const audio = peer.received.flatMap((event) => (event.type === 'input_audio_buffer.append' ? [event.audio] : []))
    expect(audio).toEqual(['AQA=', 'AgA=', 'AwA='])
    sink.hold(true)
    chunk(4)
    transport.send({ type: 'input_audio_buffer.commit' })
    await until(() => peer.received.length === 5)
    sink.hold(false)
    await until(() => peer.received.length === 6)
    expect(peer.received.at(-1)).toMatchObject({ audio: 'BAA=' })
    await transport.close()
  })

  test('what is said while a connection is lost goes to the next one, once its settings are taken', async () => {
    const { peer, nextPeer, sink, transport, signals } = await open()
    const { port1, port2 } = new MessageChannel()
    ports.push(port1)
    sink.attach(port2)
    const chunk = (value: number) => port1.postMessage({ type: 'chunk', bytes: new Uint8Array([value, 0]) })
    transport.send({ type: 'session.update', session: contractConfig })
    await until(() => peer.received.length === 1)
    peer.send({ type: 'session.updated', session: {} })
    chunk(1)
    await until(() => peer.received.length === 2)
    peer.close(1011, 'boom')
    await until(() => of(signals, 'closed').length === 1)
    chunk(2)
    const coming = nextPeer()
    await transport.connect({
      config: contractConfig,
      credentials: async () => ({ clientSecret: 'ek_engine' }),
      signal: new AbortController().signal,
    })
    const next = await coming
    transport.send({ type: 'session.update', session: contractConfig })
    chunk(3)
    await until(() => next.received.length === 1)
    expect(next.received.map(({ type }) => type)).toEqual(['session.update'])
    next.send({ type: 'session.updated', session: {} })
    await until(() => next.received.length === 3)
    const audio = next.received.flatMap((event) => (event.type === 'input_audio_buffer.append' ? [event.audio] : []))
    expect(audio).toEqual(['AgA=', 'AwA='])
    await transport.close()
  })

  test('what nobody waits for comes once a frame, what somebody waits for at once and in order', async () => {
    const { peer, signals, clock, transport } = await open()
    peer.send({
      type: 'response.output_text.delta',
      response_id: 'r',
      item_id: 'a',
      output_index: 0,
      content_index: 0,
      delta: 'x',
    })
    peer.send({ type: 'x.unimportant.delta' })
    await new Promise((resolve) => setTimeout(resolve, 5))
    expect(signals).toEqual([])
    clock.advance(16)
    await until(() => signals.length === 2)
    peer.send({ type: 'x.another.delta' })
    peer.send({ type: 'input_audio_buffer.cleared' })
    await until(() => signals.length === 4)
    expect(of(signals, 'event').map((signal) => signal.event.type)).toEqual([
      'response.output_text.delta',
      'x.unimportant.delta',
      'x.another.delta',
      'input_audio_buffer.cleared',
    ])
    await transport.close()
  })
})

describe('what the voice says while there is no connection', () => {
  test('is kept for half a minute; what is lost beyond that is told when somebody is there to hear it', () => {
    const sent: number[] = []
    const told: (number | string)[] = []
    const queue = new MicQueue({
      clock: createContractClock(),
      send: (bytes) => void sent.push(bytes[0]!),
      onDropped: (ms) => told.push(ms),
    })
    for (let second = 1; second <= 35; second++) queue.push(new Uint8Array(48_000).fill(second))
    expect(told).toEqual([])
    queue.received({ type: 'session.updated', session: {} })
    expect(told).toEqual([5000])
    expect(sent).toEqual(Array.from({ length: 30 }, (_, i) => i + 6))
    queue.close()
    queue.received({ type: 'session.updated', session: {} })
    expect(told, 'once').toEqual([5000])
  })
})

describe('a page that stalls', () => {
  /** An engine to which audio comes when the test says so, and what its audio thread is told to expect. */
  const listen = async (inPage: boolean) => {
    const clock = createContractClock()
    const { port1, port2 } = new MessageChannel()
    const stalls: number[] = []
    port1.onmessage = ({ data }: MessageEvent<ToPlayback>) => data.type === 'stall' && stalls.push(data.frames / 24)
    let say!: (event: object) => void
    const createTransport = (url: string): Transport =>
      memoryTransport((peer) => {
        peer.onEvent(() => {})
        say = (event) => peer.send(event as ServerEvent)
      })({ url, model: 'm', clock })
    const engine = new Engine({ clock, createTransport, post() {}, inPage })
    engine.handle({ type: 'player.attach', port: port2, sampleRate: 24_000 })
    engine.handle({ type: 'connect', connection: 1, url: 'https://x.test/v1', config: contractConfig, secrets: {} })
    await until(() => say !== undefined)
    const audio = async (everyMs: number, count: number): Promise<void> => {
      for (let i = 0; i < count; i++) {
        clock.advance(everyMs)
        say({
          type: 'response.output_audio.delta',
          response_id: 'r',
          item_id: 'a',
          output_index: 0,
          content_index: 0,
          delta: encodeBase64(new Uint8Array(480)),
        })
        for (let step = 0; step < 5; step++) await Promise.resolve()
      }
    }
    /** The page was blocked until now. */
    const stalled = async (ms: number): Promise<number[]> => {
      stalls.length = 0
      engine.handle({ type: 'player.stalled', from: clock.now() - ms, to: clock.now() })
      port2.postMessage({ type: 'position', itemId: 'a', contentIndex: 0, frames: 0 })
      await new Promise((resolve) => setTimeout(resolve, 5))
      return [...stalls]
    }
    return { clock, audio, stalled, close: () => port1.close() }
  }

  test('does not concern an engine whose socket goes on meanwhile', async () => {
    const { clock, audio, stalled, close } = await listen(false)
    await audio(100, 6)
    expect(await stalled(300)).toEqual([])
    clock.advance(1000)
    expect(await stalled(300), 'nothing was under way').toEqual([])
    close()
  })

  test('is what an engine expects again whose socket waits with the page, in whatever thread it is', async () => {
    const { clock, audio, stalled, close } = await listen(false)
    await audio(100, 6)
    clock.advance(300)
    expect(await stalled(300)).toEqual([300])
    clock.advance(5000)
    expect(await stalled(200), 'also while nothing is said').toEqual([200])
    await audio(100, 6)
    expect(await stalled(300), 'until it is seen not to wait').toEqual([])
    close()
  })

  test('is told to the engine as the audio context’s watch tells it', async () => {
    const clock = createContractClock()
    const { link, player } = setUp(clock)
    const { port1, port2 } = new MessageChannel()
    const told: ToPlayback[] = []
    port1.onmessage = ({ data }: MessageEvent<ToPlayback>) => told.push(data)
    player.start('pcm')
    player.attach(port2, 24_000)
    const signal = { type: 'stalled', from: 1000, to: 1250 }
    player.stalled(signal)
    await until(() => told.length > 0)
    expect(told).toEqual([{ type: 'stall', frames: 6000 }])
    link.stop()
    port1.close()
  })

  test('always concerns an engine in the page’s own thread', async () => {
    const { stalled, close } = await listen(true)
    expect(await stalled(250)).toEqual([250])
    close()
  })
})

describe('the way to the engine', () => {
  test('that cannot be had at all ends the attempt, and the next one tries again', async () => {
    let tries = 0
    const said: string[] = []
    const link = new EngineLink(
      {
        main: async () => {
          if (tries++ === 0) throw new TypeError('Failed to fetch dynamically imported module')
          return { post: (message) => said.push(message.type), terminate() {} }
        },
      },
      createContractClock(),
    )
    const transport = createEngineTransport(
      { url: 'https://x.test/v1', model: 'm', clock: createContractClock() },
      link,
      new EnginePlayer(link),
    )
    const connect = () =>
      transport.connect({
        config: contractConfig,
        credentials: async () => ({ clientSecret: 'ek_engine' }),
        signal: new AbortController().signal,
      })
    await expect(connect()).rejects.toMatchObject({ name: 'ConnectionError', code: 'handshake_failed' })
    const second = connect().catch(() => {})
    await until(() => said.includes('connect'))
    expect(tries).toBe(2)
    void transport.close()
    await second
  })

  test('goes to this thread when no worker comes, and loses nothing that was said meanwhile', async () => {
    const clock = createContractClock()
    const said: string[] = []
    let terminated = 0
    const link = new EngineLink(
      {
        worker: () => ({ post() {}, terminate: () => void terminated++ }),
        main: async () => ({ post: (message) => said.push(message.type), terminate() {} }),
      },
      clock,
    )
    link.start()
    link.post({ type: 'player.flush' })
    link.post({ type: 'sink.stop' })
    expect(link.place).toBeNull()
    clock.advance(3000)
    await until(() => said.length === 2)
    expect([said, terminated, link.place]).toEqual([['player.flush', 'sink.stop'], 1, 'main'])
  })

  test('ends with its last user, and starts again with the next', async () => {
    let started = 0
    let ended = 0
    const link = new EngineLink(
      {
        main: async () => {
          started++
          return { post() {}, terminate: () => void ended++ }
        },
      },
      createContractClock(),
    )
    const [one, two] = [{}, {}]
    link.acquire(one)
    link.acquire(two)
    await until(() => link.place === 'main')
    link.release(one)
    expect([started, ended, link.running]).toEqual([1, 0, true])
    link.release(two)
    expect([started, ended, link.running]).toEqual([1, 1, false])
    link.acquire(one)
    link.release(one)
    await until(() => started === 2 && ended === 2)
    expect(link.place).toBeNull()
  })

  test('goes to this thread at once when workers are refused', async () => {
    const said: string[] = []
    const link = new EngineLink(
      {
        worker: () => {
          throw new DOMException('policy', 'SecurityError')
        },
        main: async () => ({ post: (message) => said.push(message.type), terminate() {} }),
      },
      createContractClock(),
    )
    link.start()
    link.post({ type: 'player.flush' })
    await until(() => said.length === 1)
    expect(link.place).toBe('main')
  })
})

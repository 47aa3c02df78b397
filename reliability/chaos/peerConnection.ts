import type { Clock } from '@parley/core'
import type { Network } from './network.ts'
import { createMediaPlayout, withFaults, type CallConnector, type ServerSession, type ServerSocket } from './parts.ts'

const frameMs = 20

type Handler = (event: never) => void

/** What is used of an event target, without a page. */
class Target {
  readonly #handlers = new Map<string, Handler[]>()
  addEventListener(type: string, handler: Handler): void {
    this.#handlers.set(type, [...(this.#handlers.get(type) ?? []), handler])
  }
  fire(type: string, event: object = {}): void {
    for (const handler of this.#handlers.get(type) ?? []) handler(event as never)
  }
}

class Channel extends Target {
  binaryType = 'arraybuffer'
  readyState: 'connecting' | 'open' | 'closed' = 'connecting'
  paused = false
  waiting: string[] = []
  carry: (frame: string) => void = () => {}
  onClose: () => void = () => {}
  get bufferedAmount(): number {
    return this.waiting.reduce((sum, frame) => sum + frame.length, 0)
  }
  send(frame: string): void {
    if (this.readyState !== 'open') throw new DOMException('The channel is not open.', 'InvalidStateError')
    if (this.paused) this.waiting.push(frame)
    else this.carry(frame)
  }
  close(): void {
    if (this.readyState === 'closed') return
    this.readyState = 'closed'
    this.onClose()
    queueMicrotask(() => this.fire('close'))
  }
}

/** The page's end of a call. */
class Peer extends Target {
  readonly channel = new Channel()
  readonly sender = {
    track: null as object | null,
    replaceTrack: async (track: object | null): Promise<void> => {
      this.sender.track = track
    },
  }
  connectionState = 'new'
  localDescription: { sdp: string } | null = null
  readonly sctp = null
  readonly #id: string
  readonly #calls: Calls
  constructor(calls: Calls) {
    super()
    this.#calls = calls
    this.#id = calls.add(this)
  }
  addTransceiver(): { sender: Peer['sender'] } {
    return { sender: this.sender }
  }
  createDataChannel(): Channel {
    return this.channel
  }
  async setLocalDescription(): Promise<void> {
    this.localDescription = { sdp: `v=0\r\no=${this.#id}\r\nm=audio 9\r\nm=application 9\r\n` }
  }
  async setRemoteDescription(): Promise<void> {
    if (this.connectionState === 'closed') throw new DOMException('The connection is closed.', 'InvalidStateError')
    this.connectionState = 'connected'
    this.fire('track', { track: { kind: 'audio', enabled: true }, streams: [{}] })
    queueMicrotask(() => this.#calls.connected(this.#id))
  }
  close(): void {
    this.connectionState = 'closed'
    this.channel.close()
    this.#calls.remove(this.#id)
  }
}

export interface Calls {
  createPeerConnection(): RTCPeerConnection
  connector(network: Network): CallConnector
  /** Peer connections that were not closed. */
  open(): number
  /** What the microphone's track carries. */
  speak(samples: Int16Array): void
  add(peer: Peer): string
  remove(id: string): void
  connected(id: string): void
}

/** Calls in memory: the page's peer connections and the server's end of them, without a network or a codec. */
export function createCalls(clock: Clock): Calls {
  const peers = new Map<string, Peer>()
  const answered = new Map<string, () => void>()
  let hears: ((samples: Int16Array) => void) | null = null
  let count = 0
  return {
    createPeerConnection() {
      return new Peer(this) as unknown as RTCPeerConnection
    },
    open: () => peers.size,
    speak: (samples) => hears?.(samples),
    add(peer) {
      const id = `peer${++count}`
      peers.set(id, peer)
      return id
    },
    remove(id) {
      peers.delete(id)
      answered.delete(id)
    },
    connected: (id) => answered.get(id)?.(),
    connector: (network) => ({
      async answer(offer, begin, ended) {
        const id = /o=(\S+)/.exec(offer)?.[1] ?? ''
        const peer = peers.get(id)
        let over = false
        let session: ServerSession | null = null
        let cancelTick: (() => void) | null = null
        const playout = createMediaPlayout((event) => session?.dispatch(event))
        const tick = (): void => {
          cancelTick = playout.nextFrame() === null ? null : clock.setTimeout(tick, frameMs)
        }
        const listen = (samples: Int16Array): void => session?.receiveMedia(samples, 24_000)
        const hangUp = (): void => {
          if (over) return
          over = true
          cancelTick?.()
          if (hears === listen) hears = null
          tracked?.end()
          ended()
          peer?.channel.close()
        }
        let tracked: ReturnType<Network['track']> | null = null
        answered.set(id, () => {
          if (!peer || over) return
          const { channel } = peer
          session = begin({
            play(...args) {
              playout.play(...args)
              cancelTick ??= clock.setTimeout(tick, 0)
            },
            end: (responseId) => playout.end(responseId),
            flush: (responseId) => playout.flush(responseId),
          })
          const deliver = (text: string): void =>
            queueMicrotask(() => {
              if (channel.readyState !== 'open') return
              network.note(text)
              channel.fire('message', { data: text })
            })
          const plain: ServerSocket = {
            send: (event) => deliver(JSON.stringify(event)),
            sendText: deliver,
            close: () => void clock.setTimeout(hangUp, 200),
          }
          let way = plain
          const begun = session
          const carry = (frame: string): void => {
            network.heard(tracked!.connection, frame)
            queueMicrotask(() => begun.receive(frame))
          }
          tracked = network.track({
            arm(plan) {
              way = withFaults(plain, plan, clock)
            },
            disarm() {
              way = plain
            },
            cut: hangUp,
            pause() {
              channel.paused = true
            },
            resume() {
              channel.paused = false
              for (const frame of channel.waiting.splice(0)) carry(frame)
            },
          })
          if (tracked.plan) way = withFaults(plain, tracked.plan, clock)
          channel.carry = carry
          channel.paused = network.trouble.paused
          channel.onClose = hangUp
          channel.readyState = 'open'
          channel.fire('open')
          session.subscribe({ event: (event) => way.send(event), close: (code, reason) => way.close(code, reason) })
          hears = listen
          begun.open()
        })
        return { sdp: 'v=0\r\nm=audio 9\r\nm=application 9\r\n', hangUp }
      },
    }),
  }
}

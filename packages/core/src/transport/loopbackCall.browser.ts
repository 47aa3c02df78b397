import type { ClientEvent } from '../protocol/index.ts'
import type { Fetch } from './exchangeSdp.ts'
import type { ContractPeer } from './transport.contract.ts'

/** A server of calls that lives in the page: it answers offers, and its end of each call is handed out. */
export interface LoopbackServer {
  fetch: Fetch
  nextPeer: () => Promise<LoopbackPeer>
  connections: () => number
  requests: { url: string; init: RequestInit }[]
}
export interface LoopbackPeer extends ContractPeer {
  connection: RTCPeerConnection
}

export function createLoopbackServer(context: AudioContext | null = null): LoopbackServer {
  const ready: LoopbackPeer[] = []
  const waiting: ((peer: LoopbackPeer) => void)[] = []
  const requests: LoopbackServer['requests'] = []
  let connections = 0

  const accept = (connection: RTCPeerConnection, channel: RTCDataChannel) => {
    connections++
    const received: ClientEvent[] = []
    channel.addEventListener('message', ({ data }: MessageEvent<string>) =>
      received.push(JSON.parse(data) as ClientEvent),
    )
    const closed = new Promise<void>((resolve) => {
      channel.addEventListener('close', () => {
        connections--
        connection.close()
        resolve()
      })
    })
    const peer: LoopbackPeer = {
      connection,
      received,
      closed,
      send: (event) => {
        if (channel.readyState === 'open') channel.send(typeof event === 'string' ? event : JSON.stringify(event))
      },
      close: () => channel.close(),
    }
    const next = waiting.shift()
    if (next) next(peer)
    else ready.push(peer)
  }

  return {
    requests,
    connections: () => connections,
    nextPeer: () =>
      ready.length > 0 ? Promise.resolve(ready.shift()!) : new Promise((resolve) => void waiting.push(resolve)),
    async fetch(url, init) {
      requests.push({ url, init })
      const offer = init.body instanceof FormData ? await (init.body.get('sdp') as File).text() : (init.body as string)
      const connection = new RTCPeerConnection()
      connection.addEventListener('datachannel', ({ channel }) => {
        if (channel.readyState === 'open') accept(connection, channel)
        else channel.addEventListener('open', () => accept(connection, channel))
      })
      await connection.setRemoteDescription({ type: 'offer', sdp: offer })
      if (context) {
        const tone = context.createOscillator()
        const destination = context.createMediaStreamDestination()
        tone.connect(destination)
        tone.start()
        connection.addTrack(destination.stream.getAudioTracks()[0]!, destination.stream)
      }
      await connection.setLocalDescription()
      await new Promise<void>((resolve) => {
        if (connection.iceGatheringState === 'complete') resolve()
        connection.addEventListener('icegatheringstatechange', () => {
          if (connection.iceGatheringState === 'complete') resolve()
        })
      })
      return new Response(connection.localDescription!.sdp, {
        status: 201,
        headers: { 'Content-Type': 'application/sdp' },
      })
    },
  }
}

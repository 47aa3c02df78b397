import { MediaStreamTrack, RTCPeerConnection, RTCRtpCodecParameters, RtpHeader, RtpPacket } from 'werift'
import { createOpusCodec } from '../media/opusCodec.ts'
import { loud } from './testServer.ts'
import { createEventLog, type WireEvent } from './wireClient.ts'

export interface WireCall {
  /** The answer to the offer. */
  readonly response: Response
  readonly sdp: string
  readonly events: WireEvent[]
  /** What came over the media track: frames, those that began a talk spurt, those with sound in them. */
  readonly heard: { frames: number; markers: number; loud: number }
  readonly closed: Promise<void>
  send(event: object): void
  raw(data: string | Uint8Array): void
  next(type: string): Promise<WireEvent>
  /** Sounds like speech for so long, in real time; before and after it the microphone is silent. */
  speak(ms: number): Promise<void>
  hangUp(): Promise<void>
}

export const rawOffer = (sdp: string): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/sdp' },
  body: sdp,
})

/** A caller in this process: werift at the other end, speaking Opus. */
export async function placeCall(url: string, init: (sdp: string) => RequestInit = rawOffer): Promise<WireCall> {
  const opus = new RTCRtpCodecParameters({ mimeType: 'audio/opus', clockRate: 48000, channels: 2, payloadType: 111 })
  const peer = new RTCPeerConnection({
    codecs: { audio: [opus] },
    iceServers: [],
    iceAdditionalHostAddresses: ['127.0.0.1'],
    iceUseIpv6: false,
  })
  const track = new MediaStreamTrack({ kind: 'audio' })
  peer.addTransceiver(track, { direction: 'sendrecv' })
  const channel = peer.createDataChannel('any-label')
  const log = createEventLog()
  channel.onMessage.subscribe((data) => log.take(String(data)))
  const codec = createOpusCodec()
  const heard = { frames: 0, markers: 0, loud: 0 }
  peer.onTrack.subscribe((remote) =>
    remote.onReceiveRtp.subscribe(({ header, payload }) => {
      heard.frames++
      if (header.marker) heard.markers++
      if (codec.decode(payload).some((sample) => Math.abs(sample) > 2000)) heard.loud++
    }),
  )
  const closed = new Promise<void>((resolve) => {
    channel.stateChanged.subscribe((state) => {
      if (state !== 'closed') return
      log.end('The channel closed')
      resolve()
    })
  })
  await peer.setLocalDescription(await peer.createOffer())
  const response = await fetch(url, init(peer.localDescription!.sdp))
  const sdp = await response.text()
  await peer.setRemoteDescription({ type: 'answer', sdp })
  let sequenceNumber = 0
  let soundingFrames = 0
  let whenQuiet = () => {}
  const speech = loud(20)
  const quiet = new Int16Array(480)
  const microphone = setInterval(() => {
    const header = new RtpHeader({
      payloadType: 111,
      sequenceNumber: ++sequenceNumber,
      timestamp: sequenceNumber * 960,
    })
    const sounds = soundingFrames > 0
    track.writeRtp(new RtpPacket(header, Buffer.from(codec.encode(sounds ? speech : quiet))))
    if (sounds && --soundingFrames === 0) whenQuiet()
  }, 20)
  return {
    response,
    sdp,
    events: log.events,
    heard,
    closed,
    send: (event) => channel.send(JSON.stringify(event)),
    raw: (data) => channel.send(typeof data === 'string' ? data : Buffer.from(data)),
    next: (type) => log.next(type),
    speak(ms) {
      soundingFrames = Math.round(ms / 20)
      return new Promise((resolve) => {
        whenQuiet = resolve
      })
    },
    async hangUp() {
      clearInterval(microphone)
      await peer.close()
    },
  }
}

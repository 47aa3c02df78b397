/** The load generator over WebRTC, in its own process: callers that send Opus in real time and take the answers as media. */
import { createRequire } from 'node:module'
import { MediaStreamTrack, RTCPeerConnection, RTCRtpCodecParameters, RtpHeader, RtpPacket } from 'werift'
import { answerQuestions, type Question } from './child.ts'
import { frameMs, prepareConversation } from './conversation.ts'
import { emptyHeard, summarize, type Heard, type LoadFigures } from './figures.ts'

const opusPayloadType = 111
const rtpTicks = 960
const tickMs = 5

const { Encoder } = createRequire(import.meta.url)('@evan/opus') as {
  Encoder: new (options: object) => { encode(samples: Int16Array): Uint8Array }
}
const encoder = new Encoder({ sample_rate: 24000, channels: 1, application: 'voip' })
const { frames, lastSpeechFrame } = await prepareConversation(24000)
/** Encoded once: the callers share it, so that the generator's work is little more than encryption. */
const packets = frames.map((samples) => Buffer.from(encoder.encode(samples)))

interface Caller {
  peer: RTCPeerConnection
  track: MediaStreamTrack
  heard: Heard
  startMs: number
  sent: number
  lastSpeechMs: number | null
  /** Where the present answer began, by clock and by timestamp. */
  spurt: { firstMs: number; timestamp: number } | null
}

let callers: Caller[] = []
let sendLateness: number[] = []
let speaking = false

function receive(caller: Caller, { marker, timestamp }: RtpHeader): void {
  const now = performance.now()
  if (marker) {
    caller.spurt = { firstMs: now, timestamp }
    caller.heard.answers++
    if (caller.lastSpeechMs !== null) caller.heard.answerMs.push(now - caller.lastSpeechMs)
    caller.lastSpeechMs = null
  }
  if (!caller.spurt) return
  const dueMs = caller.spurt.firstMs + (((timestamp - caller.spurt.timestamp) >>> 0) / rtpTicks) * frameMs
  caller.heard.latenessMs.push(Math.max(0, now - dueMs))
}

async function connect(url: string): Promise<Caller> {
  const opus = new RTCRtpCodecParameters({
    mimeType: 'audio/opus',
    clockRate: 48000,
    channels: 2,
    payloadType: opusPayloadType,
  })
  const peer = new RTCPeerConnection({
    codecs: { audio: [opus] },
    iceServers: [],
    iceAdditionalHostAddresses: ['127.0.0.1'],
    iceUseIpv6: false,
  })
  const track = new MediaStreamTrack({ kind: 'audio' })
  peer.addTransceiver(track, { direction: 'sendrecv' })
  const caller: Caller = { peer, track, heard: emptyHeard(), startMs: 0, sent: 0, lastSpeechMs: null, spurt: null }
  peer.onTrack.subscribe((remote) => remote.onReceiveRtp.subscribe(({ header }) => receive(caller, header)))
  const channel = peer.createDataChannel('oai-events')
  const ready = new Promise<void>((resolve) => {
    channel.onMessage.subscribe((data) => {
      if (String(data).includes('"session.created"')) resolve()
    })
  })
  await peer.setLocalDescription(await peer.createOffer())
  const answer = await fetch(`${url}/v1/realtime/calls?model=gpt-realtime`, {
    method: 'POST',
    headers: { 'content-type': 'application/sdp' },
    body: peer.localDescription!.sdp,
  })
  await peer.setRemoteDescription({ type: 'answer', sdp: await answer.text() })
  await ready
  return caller
}

const ticks = setInterval(() => {
  if (!speaking) return
  const now = performance.now()
  for (const caller of callers) {
    for (let due = Math.floor((now - caller.startMs) / frameMs) + 1 - caller.sent; due > 0; due--) {
      const frame = caller.sent % packets.length
      sendLateness.push(now - (caller.startMs + caller.sent * frameMs))
      const header = new RtpHeader({
        payloadType: opusPayloadType,
        sequenceNumber: caller.sent & 0xffff,
        timestamp: caller.sent * rtpTicks,
      })
      caller.track.writeRtp(new RtpPacket(header, packets[frame]!))
      if (frame === lastSpeechFrame) caller.lastSpeechMs = now
      caller.sent++
    }
  }
}, tickMs)

answerQuestions(
  {
    ready: () => true,
    async open({ url, sessions }: Question): Promise<number> {
      while (callers.length < (sessions as number)) callers.push(await connect(url as string))
      return callers.length
    },
    async run({ seconds }: Question): Promise<LoadFigures> {
      const roundMs = packets.length * frameMs
      const now = performance.now()
      for (const [index, caller] of callers.entries()) {
        if (caller.sent === 0) caller.startMs = now + (index * roundMs) / callers.length
      }
      speaking = true
      await wait(roundMs)
      for (const caller of callers) caller.heard = emptyHeard()
      sendLateness = []
      const before = process.cpuUsage()
      await wait((seconds as number) * 1000)
      const { user, system } = process.cpuUsage(before)
      const heard = callers.map((caller) => caller.heard)
      return summarize(heard, sendLateness, seconds as number, (user + system) / 1000)
    },
  },
  () => clearInterval(ticks),
)

const wait = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms)
  })

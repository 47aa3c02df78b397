import { RtpHeader, RtpPacket, MediaStreamTrack, type RTCDataChannel, type RTCDtlsTransport } from 'werift'
import { createMediaPlayout } from '../media/mediaPlayout.ts'
import { createOpusCodec, decodeRate } from '../media/opusCodec.ts'
import { createRtpSender } from '../media/rtpSender.ts'
import { SdpError, type CallConnector } from '../server/calls.ts'
import type { ServerSession } from '../session/serverSession.ts'
import { answerTo, createAnsweringPeer, opusPayloadType } from './answeringPeer.ts'
import { openEventChannel } from './eventChannel.ts'
import { unanswerable } from './offer.ts'

export interface WebRtcOptions {
  /** Offer addresses of the network too, not only this machine's. */
  lan: boolean
}

const tickMs = 10
/** A peer that sends nothing at all (no audio, no connectivity check) for this long is gone: a closed tab says nothing. */
const goneAfterMs = 10_000
const setupMs = 30_000

/** Peer connections by werift: Opus both ways, events on whatever data channel the client opens. */
export function createWebRtcConnector({ lan }: WebRtcOptions): CallConnector {
  return {
    async answer(offer, begin, ended, options) {
      let lastHeardMs = performance.now()
      const peer = createAnsweringPeer(() => {
        lastHeardMs = performance.now()
      })
      const codec = createOpusCodec()
      const track = new MediaStreamTrack({ kind: 'audio' })
      let session: ServerSession | null = null
      let over = false

      const playout = createMediaPlayout((event) => session?.dispatch(event))
      const sender = createRtpSender({
        now: () => performance.now(),
        nextFrame: () => playout.nextFrame(),
        encode: (samples) => codec.encode(samples),
        write({ payload, sequenceNumber, timestamp, marker }) {
          const header = new RtpHeader({ payloadType: opusPayloadType, sequenceNumber, timestamp, marker })
          track.writeRtp(new RtpPacket(header, Buffer.from(payload)))
        },
      })
      const hangUp = () => {
        if (over) return
        over = true
        clearInterval(ticks)
        clearTimeout(setup)
        ended()
        void peer.close().catch(() => {})
        codec.close()
      }
      const ticks = setInterval(() => {
        if (session) sender.tick()
        if (performance.now() - lastHeardMs > goneAfterMs) hangUp()
      }, tickMs)
      const setup = setTimeout(() => {
        if (!session) hangUp()
      }, setupMs)

      const carry = (channel: RTCDataChannel) => {
        if (session || over) return
        session = begin(playout)
        const begun = session
        channel.onMessage.subscribe((data) => (typeof data === 'string' ? begun.receive(data) : begun.receiveBinary()))
        const wire = {
          isOpen: () => channel.readyState === 'open',
          bufferedAmount: () => channel.bufferedAmount,
          send: (text: string) => channel.send(text),
        }
        openEventChannel(begun, wire, hangUp, options)
      }
      peer.onDataChannel.subscribe((channel) => {
        if (channel.readyState === 'open') carry(channel)
        channel.stateChanged.subscribe((state) => {
          if (state === 'open') carry(channel)
          if (state === 'closed') hangUp()
        })
      })
      peer.onTrack.subscribe((remote) => {
        remote.onReceiveRtp.subscribe(({ payload }) => {
          lastHeardMs = performance.now()
          if (!session || payload.length === 0) return
          try {
            session.receiveMedia(codec.decode(payload), decodeRate)
          } catch {
            // A packet that is not Opus is lost, not the call.
          }
        })
      })
      peer.connectionStateChange.subscribe((state) => {
        if (state === 'failed' || state === 'closed') hangUp()
      })

      try {
        await peer.setLocalDescription(await answerTo(offer, peer, track))
        for (const dtls of peer.dtlsTransports) {
          dtls.onStateChange.subscribe((state) => {
            if (state === 'connected') skipUsedRecordNumbers(dtls)
            if (state === 'closed' || state === 'failed') hangUp()
          })
        }
        return { sdp: reachable(peer.localDescription!.sdp, lan), hangUp }
      } catch (error) {
        hangUp()
        if (error instanceof SdpError) throw error
        throw unanswerable()
      }
    },
  }
}

/**
 * werift 0.25.2 numbers the last record of its handshake after the ones before it and then starts again from 1, so the sixth
 * record of the connection looks like a replay to the browser, which drops it: the first answer would come a second late.
 */
function skipUsedRecordNumbers({ dtls }: RTCDtlsTransport): void {
  const context = dtls?.dtls
  if (context && context.recordSequenceNumber < 64) context.recordSequenceNumber = 64
}

/** Only candidates that the client can reach: this machine's loopback, and the network when the server serves it. */
function reachable(sdp: string, lan: boolean): string {
  return sdp
    .split('\r\n')
    .filter((line) => !line.startsWith('a=candidate') || lan || / 127\.0\.0\.1 /.test(line))
    .join('\r\n')
}

import {
  RTCPeerConnection,
  RTCRtpCodecParameters,
  RtpHeader,
  RtpPacket,
  MediaStreamTrack,
  type RTCDataChannel,
  type RTCDtlsTransport,
} from 'werift'
import { createMediaPlayout } from '../media/mediaPlayout.ts'
import { createOpusCodec, decodeRate } from '../media/opusCodec.ts'
import { createRtpSender } from '../media/rtpSender.ts'
import { withFaults } from '../faults/faultySocket.ts'
import { SdpError, type CallConnector } from '../server/calls.ts'
import type { OutgoingEvent } from '../session/effect.ts'
import type { ServerSession } from '../session/serverSession.ts'
import { passesWebRtcFilter } from './webRtcFilter.ts'

export interface WebRtcOptions {
  /** Offer addresses of the network too, not only this machine's. */
  lan: boolean
}

const tickMs = 10
/** A peer that sends nothing at all (no audio, no connectivity check) for this long is gone: a closed tab says nothing. */
const goneAfterMs = 10_000
const setupMs = 30_000
const largestMessage = 256 * 1024
const largestBacklog = 8 * 1024 * 1024
const opusPayloadType = 111

/** Peer connections by werift: Opus both ways, events on whatever data channel the client opens. */
export function createWebRtcConnector({ lan }: WebRtcOptions): CallConnector {
  return {
    async answer(offer, begin, ended, { filtered, faults, clock }) {
      if (!/^v=0/m.test(offer)) throw new SdpError('The offer is not SDP.')
      if (!/^m=audio /m.test(offer)) throw new SdpError('The offer has no audio section.')
      if (!/^m=application /m.test(offer))
        throw new SdpError('The offer has no data channel: create one before the offer.')
      let lastHeardMs = performance.now()
      const peer = new RTCPeerConnection({
        codecs: {
          audio: [
            new RTCRtpCodecParameters({
              mimeType: 'audio/opus',
              clockRate: 48000,
              channels: 2,
              payloadType: opusPayloadType,
              parameters: 'minptime=10;useinbandfec=1',
            }),
          ],
        },
        iceServers: [],
        iceAdditionalHostAddresses: ['127.0.0.1'],
        iceUseIpv6: false,
        iceFilterStunResponse: () => {
          lastHeardMs = performance.now()
          return true
        },
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
        const sendText = (text: string) => {
          if (channel.readyState !== 'open') return
          if (channel.bufferedAmount > largestBacklog) return hangUp()
          channel.send(text)
        }
        const socket = withFaults(
          {
            send: (event) => sendText(messageOf(event)),
            sendText,
            // The error before it must arrive: the channel is given a moment.
            close: () => void setTimeout(hangUp, 200),
          },
          faults,
          clock,
        )
        session.subscribe({
          event(event) {
            if (!filtered || passesWebRtcFilter(event.type)) socket.send(event)
          },
          close: (code, reason) => socket.close(code, reason),
        })
        const begun = session
        channel.onMessage.subscribe((data) => (typeof data === 'string' ? begun.receive(data) : begun.receiveBinary()))
        begun.open()
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
        const transceiver = peer.addTransceiver(track, { direction: 'sendrecv' })
        await peer.setRemoteDescription({ type: 'offer', sdp: offer })
        if (transceiver.mid === undefined) throw new SdpError('The audio section offers no Opus.')
        await peer.setLocalDescription(await peer.createAnswer())
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
        throw new SdpError('The offer cannot be answered: it is damaged, or offers nothing that this server speaks.')
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

/** Retrieved audio is the one thing that can be too large for a data channel; it is left out then. */
function messageOf(event: OutgoingEvent): string {
  const text = JSON.stringify(event)
  if (text.length < largestMessage) return text
  return JSON.stringify(event, (key, value: unknown) =>
    key === 'audio' && typeof value === 'string' ? undefined : value,
  )
}

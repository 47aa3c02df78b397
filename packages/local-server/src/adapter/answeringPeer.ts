import { MediaStreamTrack, RTCPeerConnection, RTCRtpCodecParameters, type RTCSessionDescription } from 'werift'
import { SdpError } from '../server/calls.ts'
import { checkOffer, unanswerable } from './offer.ts'

export const opusPayloadType = 111

/** A peer that speaks Opus. Opens nothing on the network before it is given its own description. */
export function createAnsweringPeer(onStun: () => void = () => {}): RTCPeerConnection {
  return new RTCPeerConnection({
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
      onStun()
      return true
    },
  })
}

/** The answer to an offer, with sound from `track`. @throws SdpError for what cannot be answered, whatever it is. */
export async function answerTo(
  offer: string,
  peer: RTCPeerConnection,
  track: MediaStreamTrack = new MediaStreamTrack({ kind: 'audio' }),
): Promise<RTCSessionDescription> {
  checkOffer(offer)
  try {
    const transceiver = peer.addTransceiver(track, { direction: 'sendrecv' })
    await peer.setRemoteDescription({ type: 'offer', sdp: offer })
    if (transceiver.mid === undefined) throw new SdpError('The audio section offers no Opus.')
    return await peer.createAnswer()
  } catch (error) {
    throw error instanceof SdpError ? error : unanswerable()
  }
}

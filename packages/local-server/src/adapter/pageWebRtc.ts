import { createMediaPlayout } from '../media/mediaPlayout.ts'
import type { CallConnector } from '../server/calls.ts'
import type { ServerSession } from '../session/serverSession.ts'
import { openEventChannel } from './eventChannel.ts'
import { checkOffer, unanswerable } from './offer.ts'
import { openPageMedia } from './pageMedia.ts'

/** The server's end of a call in the page of the caller: a second peer connection, by the browser's own WebRTC. */
export function createPageConnector(): CallConnector {
  return {
    async answer(offer, begin, ended, options) {
      checkOffer(offer)
      let session: ServerSession | null = null
      let over = false
      const peer = new RTCPeerConnection()
      const playout = createMediaPlayout((event) => session?.dispatch(event))
      const media = await openPageMedia(playout, (samples, sampleRate) => session?.receiveMedia(samples, sampleRate))
      const hangUp = () => {
        if (over) return
        over = true
        ended()
        peer.close()
        media.close()
      }
      const carry = (channel: RTCDataChannel) => {
        if (session || over) return
        const begun = begin(playout)
        session = begun
        channel.onmessage = ({ data }: MessageEvent<unknown>) =>
          typeof data === 'string' ? begun.receive(data) : begun.receiveBinary()
        const wire = {
          isOpen: () => channel.readyState === 'open',
          bufferedAmount: () => channel.bufferedAmount,
          send: (text: string) => channel.send(text),
        }
        openEventChannel(begun, wire, hangUp, options)
      }
      peer.ondatachannel = ({ channel }) => {
        channel.onclose = hangUp
        if (channel.readyState === 'open') carry(channel)
        else channel.onopen = () => carry(channel)
      }
      peer.ontrack = ({ track }) => media.listen(new MediaStream([track]))
      peer.onconnectionstatechange = () => {
        if (peer.connectionState === 'failed' || peer.connectionState === 'closed') hangUp()
      }
      try {
        await peer.setRemoteDescription({ type: 'offer', sdp: offer })
        peer.addTrack(media.track)
        await peer.setLocalDescription()
        await gathered(peer)
        return { sdp: peer.localDescription!.sdp, hangUp }
      } catch {
        hangUp()
        throw unanswerable()
      }
    },
  }
}

/** There is no trickle: the answer holds every candidate. */
const gathered = (peer: RTCPeerConnection): Promise<void> =>
  new Promise((resolve) => {
    const look = () => {
      if (peer.iceGatheringState === 'complete') resolve()
    }
    peer.onicegatheringstatechange = look
    look()
  })

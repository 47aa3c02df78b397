import { SdpError } from '../server/calls.ts'

/** Throws `SdpError` for what no call can be made of. */
export function checkOffer(offer: string): void {
  if (!/^v=0/m.test(offer)) throw new SdpError('The offer is not SDP.')
  if (!/^m=audio /m.test(offer)) throw new SdpError('The offer has no audio section.')
  if (!/^m=application /m.test(offer)) {
    throw new SdpError('The offer has no data channel: create one before the offer.')
  }
}

export const unanswerable = (): SdpError =>
  new SdpError('The offer cannot be answered: it is damaged, or offers nothing that this server speaks.')

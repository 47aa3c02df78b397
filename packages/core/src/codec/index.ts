export { decodeBase64, encodeBase64 } from './base64.ts'
export { decodeALaw, decodeMuLaw, encodeALaw, encodeMuLaw } from './g711.ts'
export { bytesToPcm16, floatToPcm16, pcm16ToBytes, pcm16ToFloat } from './pcm16.ts'
export { createResampler, type Resampler } from './resample.ts'

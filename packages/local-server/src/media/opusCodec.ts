import { createRequire } from 'node:module'
import { bytesToPcm16 } from '@parley/core/codec'

/** One encoder and one decoder of a call. Frames are 20 ms. */
export interface OpusCodec {
  /** `encodeRate / 50` samples to one packet. */
  encode(samples: Int16Array): Uint8Array
  /** One packet to samples at `decodeRate`. Throws for a packet that is not Opus. */
  decode(packet: Uint8Array): Int16Array
  close(): void
}

/** The voice speaks and the recogniser listens at these rates; Opus converts by itself, so nothing is resampled. */
const encodeRate = 24000
export const decodeRate = 16000

interface NativeOpus {
  Encoder: new (options: object) => { bitrate: number; encode(samples: ArrayBufferView): Uint8Array }
  Decoder: new (options: object) => { decode(packet: ArrayBufferView): Uint8Array }
}
interface WasmOpus {
  new (
    rate: number,
    channels: number,
    application: number,
  ): {
    encode(samples: Buffer, frameSize: number): Buffer
    decode(packet: Buffer): Buffer
    encoderCTL(control: number, value: number): void
    delete(): void
  }
}

const voip = 2048
const setComplexity = 4010
const setBitrate = 4002
const bitrate = 32_000

/** A copy: what a codec gives may lie in memory that it uses again, or in a larger buffer. */
const samplesOf = (bytes: Uint8Array): Int16Array => bytesToPcm16(new Uint8Array(bytes))

/** The native codec where its prebuilt binary loads, otherwise WebAssembly. */
export function createOpusCodec(load: (name: string) => unknown = createRequire(import.meta.url)): OpusCodec {
  try {
    const { Encoder, Decoder } = load('@evan/opus') as NativeOpus
    const encoder = new Encoder({ sample_rate: encodeRate, channels: 1, application: 'voip' })
    encoder.bitrate = bitrate
    const decoder = new Decoder({ sample_rate: decodeRate, channels: 1 })
    return {
      encode: (samples) => encoder.encode(samples),
      decode: (packet) => samplesOf(decoder.decode(packet)),
      close() {},
    }
  } catch {
    return createWasmCodec(load('opusscript') as WasmOpus)
  }
}

function createWasmCodec(OpusScript: WasmOpus): OpusCodec {
  const encoder = new OpusScript(encodeRate, 1, voip)
  encoder.encoderCTL(setComplexity, 2)
  encoder.encoderCTL(setBitrate, bitrate)
  const decoder = new OpusScript(decodeRate, 1, voip)
  return {
    encode: (samples) =>
      encoder.encode(Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength), samples.length),
    decode: (packet) => samplesOf(decoder.decode(Buffer.from(packet))),
    close() {
      encoder.delete()
      decoder.delete()
    },
  }
}

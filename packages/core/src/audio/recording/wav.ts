/** The 44 bytes before 16-bit samples in a WAV file. Sizes above 4 GiB cannot be said and are capped. */
export function wavHeader(options: {
  dataBytes: number
  sampleRate: number
  channels: number
}): Uint8Array<ArrayBuffer> {
  const { sampleRate, channels } = options
  const dataBytes = Math.min(options.dataBytes, 0xffff_ffff - 36)
  const [riff, wave, format, data] = [0x46464952, 0x45564157, 0x20746d66, 0x61746164]
  const frameBytes = channels * 2
  // Two fields of 16 bits share a word, the first one low: like the samples, in the machine's order, which is WAV's.
  const pcmAndChannels = 1 | (channels << 16)
  const frameBytesAndBits = frameBytes | (16 << 16)
  return new Uint8Array(
    Uint32Array.of(
      riff,
      36 + dataBytes,
      wave,
      format,
      16,
      pcmAndChannels,
      sampleRate,
      sampleRate * frameBytes,
      frameBytesAndBits,
      data,
      dataBytes,
    ).buffer,
  )
}

/** The 44 bytes before 16-bit samples in a WAV file. Sizes above 4 GiB cannot be said and are capped. */
export function wavHeader(options: {
  dataBytes: number
  sampleRate: number
  channels: number
}): Uint8Array<ArrayBuffer> {
  const { sampleRate, channels } = options
  const dataBytes = Math.min(options.dataBytes, 0xffff_ffff - 36)
  const header = new Uint8Array(44)
  const view = new DataView(header.buffer)
  const text = (at: number, value: string) => {
    for (let i = 0; i < value.length; i++) header[at + i] = value.charCodeAt(i)
  }
  text(0, 'RIFF')
  view.setUint32(4, 36 + dataBytes, true)
  text(8, 'WAVEfmt ')
  view.setUint32(16, 16, true)
  view.setUint16(20, 1, true)
  view.setUint16(22, channels, true)
  view.setUint32(24, sampleRate, true)
  view.setUint32(28, sampleRate * channels * 2, true)
  view.setUint16(32, channels * 2, true)
  view.setUint16(34, 16, true)
  text(36, 'data')
  view.setUint32(40, dataBytes, true)
  return header
}

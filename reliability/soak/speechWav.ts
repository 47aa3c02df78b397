/** A mono WAV at 48 kHz in which somebody hums and then is silent: what Chromium plays as the microphone, again and again. */
export function speechWav({ speechMs, silenceMs }: { speechMs: number; silenceMs: number }): Uint8Array {
  const rate = 48_000
  const count = Math.round(((speechMs + silenceMs) * rate) / 1000)
  const voiced = Math.round((speechMs * rate) / 1000)
  const bytes = new Uint8Array(44 + count * 2)
  const view = new DataView(bytes.buffer)
  const tag = (at: number, text: string): void => bytes.set(new TextEncoder().encode(text), at)
  tag(0, 'RIFF')
  view.setUint32(4, 36 + count * 2, true)
  tag(8, 'WAVEfmt ')
  view.setUint32(16, 16, true)
  view.setUint16(20, 1, true)
  view.setUint16(22, 1, true)
  view.setUint32(24, rate, true)
  view.setUint32(28, rate * 2, true)
  view.setUint16(32, 2, true)
  view.setUint16(34, 16, true)
  tag(36, 'data')
  view.setUint32(40, count * 2, true)
  for (let i = 0; i < voiced; i++) {
    const swell = 0.6 + 0.4 * Math.sin((2 * Math.PI * 4 * i) / rate)
    view.setInt16(44 + i * 2, Math.round(12_000 * swell * Math.sin((2 * Math.PI * 180 * i) / rate)), true)
  }
  return bytes
}

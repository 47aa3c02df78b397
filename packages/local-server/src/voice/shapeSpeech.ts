import { createResampler, floatToPcm16, pcm16ToFloat } from '@parley/core/codec'
import { fliteSampleRate } from './fliteProgram.ts'
import { voiceSampleRate } from './voice.ts'

const audible = 250
const leadMs = 10
const tailMs = 140

/** Flite's samples as a `Voice` must return them: its 160 to 220 ms of leading silence cut (that is latency), a short even tail, 24 kHz. */
export function shapeSpeech(samples: Int16Array, pitch: number): Int16Array {
  const perMs = fliteSampleRate / 1000
  let start = 0
  while (start < samples.length && Math.abs(samples[start]!) < audible) start++
  if (start === samples.length) return new Int16Array(0)
  let end = samples.length
  while (end > start && Math.abs(samples[end - 1]!) < audible) end--
  const from = Math.max(0, start - leadMs * perMs)
  const speech = samples.subarray(from, Math.min(samples.length, end + 60 * perMs))
  // Played `pitch` times faster: higher, and back at the intended length because it was spoken that much slower.
  const sourceRate = Math.round((fliteSampleRate * pitch) / 160) * 160
  const resampler = createResampler(sourceRate, voiceSampleRate)
  const padded = new Float32Array(speech.length + Math.ceil(resampler.delay))
  padded.set(pcm16ToFloat(speech))
  const out = floatToPcm16(resampler.process(padded))
  const result = new Int16Array(out.length + Math.round((tailMs * voiceSampleRate) / 1000))
  result.set(out)
  return result
}

import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createRequestWorker } from '../worker/requestWorker.ts'
import type { Recognizer } from './recognizer.ts'
import { trimSilence } from './trimSilence.ts'
import { hasWeights, weightsCacheFolder } from './weightsCache.ts'

const padding = 4800 // 0.3 s of silence on both sides, which the model expects

/** The folder with the weights: of the installed package, or of the cache. Null when they are nowhere. */
export function findMoonshineWeights(cache: string = weightsCacheFolder()): string | null {
  try {
    const entry = fileURLToPath(import.meta.resolve('@moonshine-ai/moonshine-js'))
    const folder = join(dirname(entry), 'model', 'tiny', 'quantized')
    if (hasWeights(folder)) return folder
  } catch {
    // Not installed: the cache may have them.
  }
  return hasWeights(cache) ? cache : null
}

/** Moonshine tiny in a worker thread. English; about 110 ms for a sentence. */
export function createMoonshineRecognizer(folder: string): Recognizer {
  const worker = createRequestWorker<Float32Array, string, string>(import.meta.url, './moonshine.worker', { folder })
  return {
    recognize(samples, { onPartial, signal } = {}) {
      const speech = trimSilence(samples)
      const padded = new Float32Array(speech.length + 2 * padding)
      padded.set(speech, padding)
      let said = ''
      return worker.request(padded, {
        signal,
        transfer: [padded.buffer],
        onPartial: (text) => {
          if (!text.startsWith(said)) return
          const delta = text.slice(said.length)
          said = text
          if (delta !== '') onPartial?.(delta)
        },
      })
    },
    close: () => worker.close(),
  }
}

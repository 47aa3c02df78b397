import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createRequestWorker } from '../worker/requestWorker.ts'
import { closeToSpeech } from './closeToSpeech.ts'
import type { Recognizer } from './recognizer.ts'
import { hasWeights, weightsCacheFolder } from './weightsCache.ts'

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
      const speech = closeToSpeech(samples)
      let said = ''
      return worker.request(speech, {
        signal,
        transfer: [speech.buffer],
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

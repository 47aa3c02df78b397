import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createRequestWorker } from '../worker/requestWorker.ts'
import type { Recognizer } from './recognizer.ts'

const padding = 4800 // 0.3 s of silence on both sides, which the model expects

/** The folder with the weights, or null when their package is not installed. */
export function findMoonshineWeights(): string | null {
  try {
    const entry = fileURLToPath(import.meta.resolve('@moonshine-ai/moonshine-js'))
    const folder = join(dirname(entry), 'model', 'tiny', 'quantized')
    return existsSync(join(folder, 'encoder_model.onnx')) ? folder : null
  } catch {
    return null
  }
}

/** Moonshine tiny in a worker thread. English; about 110 ms for a sentence. */
export function createMoonshineRecognizer(folder: string): Recognizer {
  const worker = createRequestWorker<Float32Array, string, string>(import.meta.url, './moonshine.worker', { folder })
  return {
    recognize(samples, { onPartial, signal } = {}) {
      const padded = new Float32Array(samples.length + 2 * padding)
      padded.set(samples, padding)
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

import { InferenceSession, Tensor } from 'onnxruntime-node'
import tokenizer from 'llama-tokenizer-js'

const layers = 6
const heads = 8
const headSize = 36
const endOfText = 2
const tokensPerSecond = 6.5

export interface MoonshineModel {
  /** `onPartial` gets the text so far each time a word is complete. */
  transcribe(samples: Float32Array, onPartial: (text: string) => void, cancelled: () => boolean): Promise<string>
}

/** Moonshine tiny (English) on one thread: about 25 times faster than real time. */
export async function loadMoonshineModel(folder: string): Promise<MoonshineModel> {
  const options: InferenceSession.SessionOptions = { intraOpNumThreads: 1, interOpNumThreads: 1, logSeverityLevel: 3 }
  const encoder = await InferenceSession.create(`${folder}/encoder_model.onnx`, options)
  const decoder = await InferenceSession.create(`${folder}/decoder_model_merged.onnx`, options)

  return {
    async transcribe(samples, onPartial, cancelled) {
      const encoded = await encoder.run({ input_values: new Tensor('float32', samples, [1, samples.length]) })
      const hidden = encoded['last_hidden_state']!
      let past: Record<string, Tensor> = {}
      for (let layer = 0; layer < layers; layer++) {
        for (const side of ['decoder', 'encoder']) {
          for (const kind of ['key', 'value']) {
            past[`past_key_values.${layer}.${side}.${kind}`] = new Tensor('float32', new Float32Array(0), [
              0,
              heads,
              1,
              headSize,
            ])
          }
        }
      }
      const tokens = [1]
      const most = Math.max(4, Math.ceil((samples.length / 16000) * tokensPerSecond))
      let text = ''
      for (let step = 0; step < most && !cancelled(); step++) {
        const output = await decoder.run({
          input_ids: new Tensor('int64', BigInt64Array.of(BigInt(tokens.at(-1)!)), [1, 1]),
          encoder_hidden_states: hidden,
          use_cache_branch: new Tensor('bool', [step > 0], [1]),
          ...past,
        })
        const token = likeliest(output['logits']!.data as Float32Array)
        if (token === endOfText) break
        tokens.push(token)
        past = nextPast(past, output, step > 0)
        const decoded = decode(tokens)
        if (decoded[text.length] === ' ') onPartial(text)
        text = decoded
      }
      return text
    },
  }
}

function decode(tokens: readonly number[]): string {
  return tokenizer.decode(tokens.slice(1), false, false).trim()
}

/** The encoder's keys are computed in the first step only; afterwards the decoder's alone move on. */
function nextPast(
  past: Record<string, Tensor>,
  output: Record<string, Tensor>,
  cached: boolean,
): Record<string, Tensor> {
  const next: Record<string, Tensor> = {}
  for (const name of Object.keys(past)) {
    const fresh = output[name.replace('past_key_values', 'present')]!
    next[name] = cached && name.includes('.encoder.') ? past[name]! : fresh
  }
  return next
}

function likeliest(logits: Float32Array): number {
  let best = 0
  for (let i = 1; i < logits.length; i++) if (logits[i]! > logits[best]!) best = i
  return best
}

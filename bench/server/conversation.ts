import { synthesizeSpeech } from '@parley/local-server/speech'

/** What every speaker of the benchmark does, again and again: says one sentence, then is quiet while the answer plays. */
export interface Conversation {
  /** 20 ms frames at `sampleRate`; the sentence comes first. */
  frames: Int16Array[]
  /** The frame that holds the last of the speech. */
  lastSpeechFrame: number
}

export const frameMs = 20
const roundMs = 9000
const audible = 300

/** The same for every run: one sentence of a synthetic voice and the silence after it. */
export async function prepareConversation(sampleRate: number): Promise<Conversation> {
  const speech = await synthesizeSpeech('What is the weather like in Paris today?', { voice: 'rms', sampleRate })
  const frameSamples = (sampleRate * frameMs) / 1000
  const whole = new Int16Array((roundMs / frameMs) * frameSamples)
  whole.set(speech.subarray(0, whole.length))
  const frames = Array.from({ length: roundMs / frameMs }, (_, i) =>
    whole.slice(i * frameSamples, (i + 1) * frameSamples),
  )
  const lastSample = speech.findLastIndex((sample) => Math.abs(sample) > audible)
  return { frames, lastSpeechFrame: Math.floor(lastSample / frameSamples) }
}

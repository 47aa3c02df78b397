import { synthesizeSpeech } from '@parley/local-server/speech'
import { listenThrough, type Listened } from '../../packages/core/src/audio/playback/listeningCheck.ts'

const sentences = [
  'Good morning, and thank you for calling. How can I help you today?',
  'Your parcel left the warehouse on Tuesday evening; it should be with you before noon.',
  'She sells sea shells by the sea shore, and the shells she sells are surely seashells.',
  'Is there anything else? I could also change the address, or send it to a neighbour.',
]
const seconds = 60
const rate = 24_000

/** Numbers from 0 to 1, the same for the same seed. */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32
    return state / 2 ** 32
  }
}

/** A minute of speech through the player, over a network that delivers in bursts, late and now and then not for a while. */
export async function listen(): Promise<Listened> {
  const voices = await Promise.all(sentences.map((sentence) => synthesizeSpeech(sentence, { sampleRate: rate })))
  const speech = new Int16Array(seconds * rate)
  for (let at = 0, i = 0; at < speech.length; i++) {
    const voice = voices[i % voices.length]!.subarray(0, speech.length - at)
    speech.set(voice, at)
    at += voice.length
  }
  const random = seeded(20)
  const deltas = Array.from({ length: seconds * 10 }, () => {
    const dice = random()
    const waitMs = dice < 0.1 ? 0 : dice < 0.93 ? 60 + 80 * random() : 250 + 450 * random()
    return { frames: rate / 10, waitMs: Math.round(waitMs) }
  })
  return listenThrough(speech, deltas)
}

import { voiceNames, voiceSampleRate, type Voice } from './voice.ts'

export interface PreparedVoiceOptions {
  /** Recordings (24 kHz) for exact texts. Any other text is hummed. */
  recordings?: Readonly<Record<string, Int16Array>>
  /** Length of what is hummed. Default 55, an ordinary speaking rate. */
  msPerCharacter?: number
}

/** A voice that needs nothing: prepared recordings, and a hum with the rhythm of words for everything else. Answers at once. */
export function createPreparedVoice(options: PreparedVoiceOptions = {}): Voice {
  const { recordings = {}, msPerCharacter = 55 } = options
  const hummed = new Map<string, Int16Array>()
  return {
    synthesize(text, { voice, speed }) {
      const known = Object.hasOwn(recordings, text.trim()) ? recordings[text.trim()] : undefined
      if (known) return Promise.resolve(known)
      const key = JSON.stringify([text.trim(), voice, speed])
      const samples = hummed.get(key) ?? hum(text.trim(), msPerCharacter / speed, pitchOf(voice))
      if (hummed.size >= mostHummed) hummed.clear()
      hummed.set(key, samples)
      return Promise.resolve(samples)
    },
  }
}

const mostHummed = 200

const pitchOf = (voice: string): number => 110 + 22 * Math.max(0, voiceNames.indexOf(voice))

function hum(text: string, msPerCharacter: number, pitch: number): Int16Array {
  const perCharacter = Math.round((msPerCharacter * voiceSampleRate) / 1000)
  const samples = new Int16Array(text.length * perCharacter)
  for (let i = 0; i < samples.length; i++) {
    const character = text.charCodeAt(Math.floor(i / perCharacter))
    if (character <= 32) continue
    const swell = Math.sin((Math.PI * (i % perCharacter)) / perCharacter)
    const tone = pitch * (1 + (character % 12) / 24)
    samples[i] = Math.round(7000 * (0.35 + 0.65 * swell) * Math.sin((2 * Math.PI * tone * i) / voiceSampleRate))
  }
  return samples
}

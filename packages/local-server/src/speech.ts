import { writeFile } from 'node:fs/promises'
import { resampleWhole } from './session/wireAudio.ts'
import { wavFile } from './speech/writeWav.ts'
import { createFliteVoice } from './voice/fliteVoice.ts'
import { voiceSampleRate } from './voice/voice.ts'

export interface SynthesizeOptions {
  /** `rms` (default), `slt`, `awb`, `kal16`, or a voice name of the API. */
  voice?: string
  /** Default 24000. */
  sampleRate?: number
}

/** Speaks a sentence, for tests and demos: mono samples, the same for the same arguments. Node only. */
export async function synthesizeSpeech(text: string, options: SynthesizeOptions = {}): Promise<Int16Array> {
  const voice = createFliteVoice()
  try {
    const samples = await voice.synthesize(text, { voice: options.voice ?? 'rms', speed: 1 })
    return resampleWhole({ samples, sampleRate: voiceSampleRate }, options.sampleRate ?? voiceSampleRate)
  } finally {
    await voice.close?.()
  }
}

/** One sentence of a fake microphone's recording, and the silence before it. */
export interface MicrophoneUtterance {
  text: string
  /** Default `rms`. */
  voice?: string
  /** Default 2000 for the first utterance, 6000 for the others. */
  silenceBeforeMs?: number
}

export interface MicrophoneWavOptions {
  /** Silence at the end, longer than the test: Chromium plays the file in a loop. Default 60000. */
  silenceAfterMs?: number
}

const microphoneRate = 48000

/**
 * Writes the recording that Chromium plays as its fake microphone (`--use-file-for-fake-audio-capture`): 48 kHz mono, padded
 * with silence. Gives the millisecond at which each utterance ends.
 */
export async function writeMicrophoneWav(
  path: string,
  utterances: readonly MicrophoneUtterance[],
  options: MicrophoneWavOptions = {},
): Promise<{ endsMs: number[] }> {
  const samplesIn = (ms: number) => Math.round((ms * microphoneRate) / 1000)
  const parts: Int16Array[] = []
  const endsMs: number[] = []
  let length = 0
  const add = (part: Int16Array) => {
    parts.push(part)
    length += part.length
  }
  for (const [index, { text, voice, silenceBeforeMs }] of utterances.entries()) {
    add(new Int16Array(samplesIn(silenceBeforeMs ?? (index === 0 ? 2000 : 6000))))
    add(await synthesizeSpeech(text, { sampleRate: microphoneRate, ...(voice === undefined ? {} : { voice }) }))
    endsMs.push((length * 1000) / microphoneRate)
  }
  add(new Int16Array(samplesIn(options.silenceAfterMs ?? 60_000)))
  const samples = new Int16Array(length)
  let at = 0
  for (const part of parts) {
    samples.set(part, at)
    at += part.length
  }
  await writeFile(path, wavFile(samples, microphoneRate))
  return { endsMs }
}

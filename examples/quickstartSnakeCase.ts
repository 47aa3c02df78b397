// The configuration of the reference quickstart in its own spelling: the keys are accepted as they are.
import type { RunnerOptions } from '@parley/core'
import { converse } from './quickstart.ts'

export const config = {
  model_settings: {
    model_name: 'gpt-realtime',
    audio: {
      input: {
        format: 'pcm16',
        transcription: { model: 'gpt-4o-mini-transcribe' },
        turn_detection: { type: 'semantic_vad', interrupt_response: true },
      },
      output: { format: 'pcm16', voice: 'ash' },
    },
  },
} satisfies RunnerOptions['config']

if (import.meta.main) await converse(config)

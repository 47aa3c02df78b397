import type { MicrophoneState, SpeakerState } from '../audio/audioPorts.ts'
import { defineSlice, type Slice } from './slice.ts'

export interface MediaKeys {
  readonly microphone: MicrophoneState
  readonly speaker: SpeakerState
  readonly muted: boolean
}

/** Slice: what the devices say of themselves. Muting holds before connect, across reconnections and device changes. */
export const microphone: Slice<'microphone' | 'speaker' | 'muted'> = defineSlice(['microphone', 'speaker', 'muted'], {
  'microphone.changed': (state, event, step) => {
    if (event.state === state.microphone) return
    // Trouble with a device does not end a session: the error is told, text and listening go on.
    if (event.state.status === 'error') step.raise({ type: 'error.reported', error: event.state.error })
    return { microphone: event.state }
  },
  'microphone.muted': (state, event, step) => {
    if (state.muted === event.muted) return
    step.do({ type: 'microphone.mute', muted: event.muted })
    return { muted: event.muted }
  },
  'speaker.changed': (state, event) => (event.state === state.speaker ? undefined : { speaker: event.state }),
})

import { connection } from './connection.ts'
import { errors } from './errors.ts'
import { initialSettings, initialUsage } from './initialState.ts'
import { itemsAtRest } from './itemsAtRest.ts'
import { microphone } from './microphone.ts'
import type { Slice } from './slice.ts'
import { toolsAtRest } from './toolsAtRest.ts'
import { createTransition, type Transition } from './transition.ts'
import { waiting } from './waiting.ts'

export const settingsAtRest: Slice<'settings' | 'agentName'>['on'] = {
  'connection.asked': (_state, event) => ({ settings: initialSettings(event.agentKey), agentName: event.agentName }),
}
export const usageAtRest: Slice<'usage' | 'metrics'>['on'] = {
  'connection.asked': () => initialUsage,
  'audio.dropped': (state, event) => ({
    metrics: { ...state.metrics, droppedAudioMs: state.metrics.droppedAudioMs + event.ms },
  }),
}

/**
 * The fold until the first connection is opened, when the whole one (`fold.ts`) has been fetched and takes over. The slices
 * left out have nothing to do before: everything they watch comes from a server or a player, and their part of the state is
 * still as it began. So both folds give the same, which `restingFold.test.ts` holds them to.
 */
export const restingTransition: Transition = createTransition([
  errors,
  waiting,
  { on: settingsAtRest },
  connection,
  { on: itemsAtRest },
  microphone,
  { on: usageAtRest },
  { on: toolsAtRest },
])

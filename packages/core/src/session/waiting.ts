import { ConnectionError } from '../errors.ts'
import type { CommandEvent, SessionEvent } from './sessionEvent.ts'
import type { SessionState } from './sessionState.ts'
import { defineSlice, type Slice } from './slice.ts'

const commands: ReadonlySet<string> = new Set<CommandEvent['type']>([
  'message.sent',
  'response.asked',
  'interruption.asked',
  'turn.started',
  'turn.ended',
  'turn.cancelled',
  'audio.committed',
  'tool.decided',
  'settings.computed',
  'history.edited',
  'event.sent',
])

/**
 * Commands wait, in order, while the connection is being made, and while playback is being cut: where the cut was is told to
 * the server before anything that came after it.
 */
export function mustWait(state: SessionState, event: SessionEvent): event is CommandEvent {
  return commands.has(event.type) && !mayGo(state)
}

export function mayGo(state: SessionState): boolean {
  const { status } = state.connection
  return status !== 'connecting' && status !== 'reconnecting' && !state.cut.pending
}

/** Slice: what still waits when the connection ends for good is dropped, and promises that hang on it are settled. */
export const waiting: Slice<'waiting'> = defineSlice(['waiting'], {
  'connection.ended': (state, event, step) => {
    if (event.willRetry || state.waiting.length === 0) return
    for (const command of state.waiting) {
      if (command.type !== 'settings.computed') continue
      const error = event.error ?? new ConnectionError('aborted', 'The session was closed before the update was sent.')
      step.do({ type: 'request.settle', requestId: command.requestId, error })
    }
    return { waiting: [] }
  },
})

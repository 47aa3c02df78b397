import { ProtocolError, type RealtimeError } from '../errors.ts'
import type { WireError } from '../protocol/index.ts'
import { defineSlice, type Slice, type Step } from './slice.ts'

/** Refusals that mean only that two messages crossed on the wire. The raw event shows them; nobody is bothered. */
const races: ReadonlySet<string> = new Set([
  'item_truncate_invalid_item_id',
  'item_delete_invalid_item_id',
  'item_retrieve_invalid_item_id',
  'response_cancel_not_active',
  'input_audio_buffer_commit_empty',
  'conversation_already_has_active_response',
])

/** Refusals that cost nothing but what they refuse. */
function isWarning(error: WireError): boolean {
  return (
    error.code === 'cannot_update_voice' ||
    error.message.includes('already shorter than') ||
    error.message.includes('Only model output audio messages can be truncated')
  )
}

/** Slice: the last error, and the `error` events of the app. */
export const errors: Slice<'lastError'> = defineSlice(['lastError'], {
  error: (_state, event, step) => {
    const { error } = event
    if (error.code && races.has(error.code)) return
    return report(fromWireError(error), step)
  },
  'error.reported': (_state, event, step) => report(event.error, step),
  'send.failed': (_state, event, step) => report(event.error, step),
  'transport.failed': (state, event, step) =>
    event.generation === state.link.generation && event.error !== state.lastError
      ? report(event.error, step)
      : undefined,
  'transport.closed': (state, event, step) =>
    event.error && event.generation === state.link.generation && !state.link.closing
      ? report(event.error, step)
      : undefined,
  'tool.finished': (_state, event, step) => (event.error ? report(event.error, step) : undefined),
  'response.done': (_state, event, step) => {
    const failed = event.response.status === 'failed' ? event.response.status_details?.error : null
    if (!failed) return
    return report(fromWireError({ ...failed, message: failed.message ?? 'The model could not answer.' }), step)
  },
})

function report(error: RealtimeError, step: Step): { lastError: RealtimeError } {
  step.emit({ type: 'error', error })
  return { lastError: error }
}

export function fromWireError(error: WireError): ProtocolError {
  return new ProtocolError(
    'server_error',
    typeof error.message === 'string' ? error.message : 'The server reported an error.',
    {
      severity: typeof error.message === 'string' && isWarning(error) ? 'warning' : 'error',
      ...(error.code ? { serverCode: error.code } : {}),
      ...(error.param ? { param: error.param } : {}),
      ...(error.event_id ? { eventId: error.event_id } : {}),
    },
  )
}

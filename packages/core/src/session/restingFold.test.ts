import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ConnectionError, DeviceError } from '../errors.ts'
import type { Effect } from './effect.ts'
import { transition } from './fold.ts'
import { initialState } from './initialState.ts'
import { restingTransition } from './restingFold.ts'
import type { SessionEvent } from './sessionEvent.ts'
import type { SessionOptions, SessionState } from './sessionState.ts'
import type { RealtimeItem } from './snapshot.ts'

const options: SessionOptions = {
  debounceTextLength: 100,
  holdBack: true,
  storeAudio: false,
  managed: false,
  approvalTimeoutMs: null,
  prices: null,
  reconnect: { giveUpAfterMs: 60_000, baseDelayMs: 500, maxDelayMs: 10_000, rollover: true, jitterSeed: 0.5 },
}
const restored: RealtimeItem[] = [
  {
    id: 'item_1',
    type: 'message',
    role: 'user',
    status: 'completed',
    createdAt: 1,
    content: [{ type: 'input_audio', transcript: null, transcription: 'pending' }],
  },
  {
    id: 'item_2',
    type: 'function_call',
    status: 'in_progress',
    createdAt: 2,
    callId: 'c',
    name: 'n',
    arguments: '',
    output: null,
  },
]
const lost = new ConnectionError('handshake_failed', 'no', { retryable: true })

/** Everything that can happen to a session before its first connection is open. */
const events: readonly ((state: SessionState) => SessionEvent)[] = [
  () => ({ type: 'connection.asked', agentKey: 'A', agentName: 'A' }),
  () => ({ type: 'connection.closeAsked', reason: 'enough' }),
  () => ({ type: 'history.restored', items: restored }),
  () => ({ type: 'microphone.muted', muted: true }),
  () => ({ type: 'microphone.muted', muted: false }),
  () => ({ type: 'microphone.changed', state: { status: 'requesting' } }),
  () => ({
    type: 'microphone.changed',
    state: { status: 'error', reason: 'denied', error: new DeviceError('microphone_denied', 'no') },
  }),
  () => ({
    type: 'speaker.changed',
    state: { devices: [], deviceId: null, volume: 0.5, muted: false, blocked: true },
  }),
  () => ({ type: 'audio.dropped', ms: 20 }),
  () => ({ type: 'network.changed', online: false }),
  () => ({ type: 'network.changed', online: true }),
  () => ({ type: 'error.reported', error: lost }),
  (state) => ({ type: 'transport.failed', generation: state.link.generation, error: lost }),
  () => ({ type: 'transport.failed', generation: 0, error: lost }),
]
/** Commands only ever come while a connection is being made: otherwise they are refused at the door. */
const commands: readonly SessionEvent[] = [
  {
    type: 'message.sent',
    itemId: 'm',
    role: 'user',
    content: [{ type: 'input_text', text: 'Hi' }],
    when: 'now',
    respond: true,
  },
  { type: 'interruption.asked', scope: 'all', responseId: null },
  { type: 'settings.computed', requestId: 'r', config: { type: 'realtime' }, agent: null },
  { type: 'turn.started' },
]

/** Cancelling a timer that was never started, or what nobody runs, is nothing. */
const matters = (effect: Effect): boolean => effect.type !== 'timer.cancel'

test('until a connection is open the resting fold gives what the whole one gives', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.constantFrom(...events), fc.constantFrom(...commands)), { maxLength: 25 }),
      (steps) => {
        let state = initialState(options, 'A', 'A')
        let at = 0
        const fold = (event: SessionEvent): void => {
          const [rest, restEffects] = restingTransition(state, { at: ++at, event })
          const [whole, wholeEffects] = transition(state, { at, event })
          expect(rest).toEqual(whole)
          expect(restEffects.filter(matters)).toEqual(wholeEffects.filter(matters))
          state = rest
        }
        for (const [make, command] of steps) {
          fold(make(state))
          if (state.connection.status === 'connecting') fold(command)
        }
      },
    ),
    { numRuns: 300 },
  )
})

import type { Clock, ManualClock } from '../clock.ts'
import { createManualClock } from '../clock.ts'
import type { RealtimeServerOptions } from '../server/serverOptions.ts'
import { createPreparedVoice } from '../voice/preparedVoice.ts'
import type { WireEvent } from '../testing/wireClient.ts'

/** One conversation as it must look on the wire, whichever transport carries it: the service's order of events. */
export interface Scenario {
  title: string
  /** Made anew for each run. */
  server: () => Partial<RealtimeServerOptions> & { heard?: readonly string[] }
  /** Query of the connection or call. Default `?model=gpt-realtime`. */
  query?: string
  /** What the client does, and what it waits for. */
  act: (caller: Caller) => Promise<void>
  /** Every event in order, but for those with no fixed place: transcription, rate limits, the output audio buffer. */
  order: (transport: TransportName) => readonly string[]
  /** What else must hold. */
  check?: (events: readonly WireEvent[], transport: TransportName) => void
  /** Why a transport cannot carry it. */
  not?: Partial<Record<TransportName, string>>
}

export type TransportName = 'WebSocket' | 'WebRTC'

/** The client's side of one connection. */
export interface Caller {
  transport: TransportName
  events: readonly WireEvent[]
  send(event: object): void
  next(type: string): Promise<WireEvent>
  /** Speaks for about half a second, with silence before and after. Resolves when the speech has been sent, not when it was heard. */
  say(): Promise<void>
  /** Speaks without the silence that would end a turn. */
  keepSpeaking(): Promise<void>
  /** So much silence. */
  quiet(ms: number): Promise<void>
  /** Resolves when the connection has ended; over WebSocket with its close code. */
  ended: Promise<number | null>
  clock: Clock & Partial<Pick<ManualClock, 'advance'>>
}

/**
 * The clock stands still after the first four seconds of an answer: however slow the machine is, there is more to be made, and
 * over WebRTC more to be played, when the user speaks.
 */
export const paused = (): Pick<RealtimeServerOptions, 'clock' | 'pacing' | 'voice'> => ({
  clock: stoppedClock(),
  pacing: { rate: 1, burstMs: 400, chunkMs: 4000 },
  voice: createPreparedVoice({ msPerCharacter: 200 }),
})

/** A clock that is moved by the scenario, for the server's options. */
export const stoppedClock = (): ManualClock => createManualClock()

export const connected: readonly string[] = ['session.created']
export const configured: readonly string[] = [...connected, 'session.updated']
export const itemAdded: readonly string[] = ['conversation.item.added', 'conversation.item.done']
export const committed: readonly string[] = ['input_audio_buffer.committed', ...itemAdded]
export const heardTurn: readonly string[] = [
  'input_audio_buffer.speech_started',
  'input_audio_buffer.speech_stopped',
  ...committed,
]

const sound = (transport: TransportName): string[] => (transport === 'WebSocket' ? ['response.output_audio.delta'] : [])

export const spokenBegin = (transport: TransportName): string[] => [
  'response.output_item.added',
  'conversation.item.added',
  'response.content_part.added',
  'response.output_audio_transcript.delta',
  ...sound(transport),
]
export const spokenEnd: readonly string[] = [
  'response.output_audio.done',
  'response.output_audio_transcript.done',
  'response.content_part.done',
  'conversation.item.done',
  'response.output_item.done',
]
/** A spoken message, whole or cut short: the dones are the same. */
export const spokenMessage = (transport: TransportName): string[] => [...spokenBegin(transport), ...spokenEnd]
export const spokenAnswer = (transport: TransportName): string[] => [
  'response.created',
  ...spokenMessage(transport),
  'response.done',
]
export const writtenMessage: readonly string[] = [
  'response.output_item.added',
  'conversation.item.added',
  'response.content_part.added',
  'response.output_text.delta',
  'response.output_text.done',
  'response.content_part.done',
  'conversation.item.done',
  'response.output_item.done',
]
export const writtenAnswer: readonly string[] = ['response.created', ...writtenMessage, 'response.done']
export const functionCall: readonly string[] = [
  'response.output_item.added',
  'conversation.item.added',
  'response.function_call_arguments.delta',
  'response.function_call_arguments.done',
  'conversation.item.done',
  'response.output_item.done',
]

export const update = (session: object): object => ({
  type: 'session.update',
  session: { type: 'realtime', ...session },
})
export const listening = (turn_detection: object | null, rest: object = {}): object =>
  update({ audio: { input: { turn_detection, ...rest } } })
export const userText = (text: string): object => ({
  type: 'conversation.item.create',
  item: { type: 'message', role: 'user', content: [{ type: 'input_text', text }] },
})
export const respond = (response?: object): object => ({ type: 'response.create', ...(response ? { response } : {}) })

/** Long enough to be talked over. */
export const longAnswer: string = Array.from({ length: 12 }, (_, i) => `This is sentence number ${i}.`).join(' ')

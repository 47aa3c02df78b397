import type {
  RealtimeClientEvent,
  RealtimeServerEvent,
  RealtimeSessionCreateRequest,
} from 'openai/resources/realtime/realtime'
import { describe, expectTypeOf, test } from 'vitest'
import type { ClientEvent } from './clientEvents.ts'
import type { KnownServerEventType, ServerEventMap } from './serverEvents.ts'
import type { SessionConfig } from './sessionConfig.ts'

// The official package's types are the wire as its authors see it: what we send must be sendable, what they say a server
// sends must be known to us under the same name with the same required fields.

type OfficialServer = { [E in RealtimeServerEvent as E['type']]: E }
type OfficialClient = RealtimeClientEvent['type']

/** Events that carry something open (a session, an item, a response) or that the package leaves optional; their names of fields are compared instead. */
type Loose =
  | 'session.created'
  | 'session.updated'
  | 'rate_limits.updated'
  | `conversation.item.${'added' | 'done' | 'created' | 'retrieved'}`
  | `conversation.item.input_audio_transcription.${'delta' | 'failed'}`
  | `response.${'created' | 'done'}`
  | `response.output_item.${'added' | 'done'}`
  | `response.content_part.${'added' | 'done'}`

describe('the wire types against the official package', () => {
  test('every client event we can send exists there', () => {
    expectTypeOf<ClientEvent['type']>().toExtend<OfficialClient>()
  })
  test('every server event it knows is known to us', () => {
    expectTypeOf<keyof OfficialServer>().toExtend<KnownServerEventType>()
  })
  test('and every event we know is known to it', () => {
    expectTypeOf<KnownServerEventType>().toExtend<keyof OfficialServer>()
  })
  test('what it says a server sends is what we take it to be', () => {
    type Strict = Exclude<KnownServerEventType, Loose>
    type Unlike = { [K in Strict]: OfficialServer[K] extends ServerEventMap[K] ? never : K }[Strict]
    expectTypeOf<Unlike>().toEqualTypeOf<never>()
  })
  test('no field we read is unknown to it', () => {
    type Invented = {
      [K in KnownServerEventType]: Exclude<keyof ServerEventMap[K], keyof OfficialServer[K] | 'event_id'>
    }
    expectTypeOf<Invented[KnownServerEventType]>().toEqualTypeOf<never>()
  })
  test('fields of the events that carry a conversation agree', () => {
    expectTypeOf<OfficialServer['response.output_audio_transcript.delta']>().toExtend<
      ServerEventMap['response.output_audio_transcript.delta']
    >()
    expectTypeOf<OfficialServer['response.output_audio.delta']>().toExtend<
      ServerEventMap['response.output_audio.delta']
    >()
    expectTypeOf<OfficialServer['response.function_call_arguments.done']>().toExtend<
      ServerEventMap['response.function_call_arguments.done']
    >()
    expectTypeOf<OfficialServer['input_audio_buffer.speech_started']>().toExtend<
      ServerEventMap['input_audio_buffer.speech_started']
    >()
    expectTypeOf<OfficialServer['conversation.item.truncated']>().toExtend<
      ServerEventMap['conversation.item.truncated']
    >()
    expectTypeOf<OfficialServer['conversation.item.input_audio_transcription.completed']['transcript']>().toExtend<
      ServerEventMap['conversation.item.input_audio_transcription.completed']['transcript']
    >()
    expectTypeOf<OfficialServer['output_audio_buffer.started']>().toExtend<
      ServerEventMap['output_audio_buffer.started']
    >()
  })
  test('a session we send is one it can send', () => {
    type Named = Pick<
      SessionConfig,
      'type' | 'output_modalities' | 'instructions' | 'tool_choice' | 'max_output_tokens'
    >
    expectTypeOf<Named>().toExtend<
      Pick<
        RealtimeSessionCreateRequest,
        'type' | 'output_modalities' | 'instructions' | 'tool_choice' | 'max_output_tokens'
      >
    >()
  })
})

import { ProtocolError } from '../errors.ts'
import type { KnownServerEvent, KnownServerEventType, ServerEvent, UnknownServerEvent } from './serverEvents.ts'

export type ParsedServerEvent =
  | { kind: 'known'; event: KnownServerEvent }
  | { kind: 'unknown'; event: UnknownServerEvent }
  | { kind: 'malformed'; error: ProtocolError }

/**
 * One mark a field: `s` string, `n` number, `o` object, `a` array, `s?` and `n?` the same or absent or null, `at?` a place in a
 * list, `item` an item of
 * the conversation, `part` of its content, `response` an object with a string `id` and items. Hand-written guards: no schema
 * library on the hot path.
 */
type FieldGuard = 's' | 'n' | 'o' | 'a' | 's?' | 'n?' | 'at?' | 'item' | 'part' | 'response'
type Guards = Readonly<Record<string, FieldGuard>>

/** No item has as many parts; a list with room for the one a server names could be larger than the memory. */
const mostParts = 1000

const item: Guards = { item: 'item', previous_item_id: 's?' }
const itemRef: Guards = { item_id: 's' }
const part: Guards = { response_id: 's', item_id: 's', content_index: 'at?' }
const transcription: Guards = { item_id: 's', content_index: 'at?' }
const responseItem: Guards = { response_id: 's', item: 'item' }
const response: Guards = { response: 'response' }
const buffer: Guards = { response_id: 's' }

const guards: Readonly<Record<KnownServerEventType, Guards>> = {
  'session.created': { session: 'o' },
  'session.updated': { session: 'o' },
  error: { error: 'o' },
  'conversation.created': {},
  'rate_limits.updated': { rate_limits: 'a' },
  'conversation.item.added': item,
  'conversation.item.done': item,
  'conversation.item.created': item,
  'conversation.item.retrieved': { item: 'item' },
  'conversation.item.truncated': { item_id: 's', audio_end_ms: 'n' },
  'conversation.item.deleted': itemRef,
  'input_audio_buffer.speech_started': itemRef,
  'input_audio_buffer.speech_stopped': itemRef,
  'input_audio_buffer.committed': itemRef,
  'input_audio_buffer.cleared': {},
  'input_audio_buffer.timeout_triggered': { item_id: 's', audio_start_ms: 'n', audio_end_ms: 'n' },
  'input_audio_buffer.dtmf_event_received': { event: 's' },
  'conversation.item.input_audio_transcription.delta': { ...transcription, delta: 's' },
  'conversation.item.input_audio_transcription.completed': { ...transcription, transcript: 's' },
  'conversation.item.input_audio_transcription.failed': { ...transcription, error: 'o' },
  'conversation.item.input_audio_transcription.segment': itemRef,
  'response.created': response,
  'response.done': response,
  'response.output_item.added': responseItem,
  'response.output_item.done': responseItem,
  'response.content_part.added': { ...part, part: 'part' },
  'response.content_part.done': { ...part, part: 'part' },
  'response.output_text.delta': { ...part, delta: 's' },
  'response.output_text.done': { ...part, text: 's' },
  'response.output_audio_transcript.delta': { ...part, delta: 's' },
  'response.output_audio_transcript.done': { ...part, transcript: 's' },
  'response.output_audio.delta': { ...part, delta: 's' },
  'response.output_audio.done': part,
  'response.function_call_arguments.delta': { item_id: 's', delta: 's' },
  'response.function_call_arguments.done': { item_id: 's', arguments: 's' },
  'response.mcp_call_arguments.delta': { item_id: 's', delta: 's' },
  'response.mcp_call_arguments.done': { item_id: 's', arguments: 's' },
  'response.mcp_call.in_progress': itemRef,
  'response.mcp_call.completed': itemRef,
  'response.mcp_call.failed': itemRef,
  'mcp_list_tools.in_progress': itemRef,
  'mcp_list_tools.completed': itemRef,
  'mcp_list_tools.failed': itemRef,
  'output_audio_buffer.started': buffer,
  'output_audio_buffer.stopped': buffer,
  'output_audio_buffer.cleared': buffer,
}

/** Names of the retired beta interface, understood on input only, since other people's servers still send them. */
const betaNames: Readonly<Record<string, KnownServerEventType>> = {
  'response.text.delta': 'response.output_text.delta',
  'response.text.done': 'response.output_text.done',
  'response.audio.delta': 'response.output_audio.delta',
  'response.audio.done': 'response.output_audio.done',
  'response.audio_transcript.delta': 'response.output_audio_transcript.delta',
  'response.audio_transcript.done': 'response.output_audio_transcript.done',
}

interface KnownType {
  readonly name: KnownServerEventType
  readonly fields: readonly (readonly [field: string, guard: FieldGuard])[]
}
const knownTypes = new Map<string, KnownType>(
  Object.entries(guards).map(([name, fields]) => [
    name,
    { name: name as KnownServerEventType, fields: Object.entries(fields) },
  ]),
)
for (const [beta, name] of Object.entries(betaNames)) knownTypes.set(beta, knownTypes.get(name)!)

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function fits(value: unknown, guard: FieldGuard): boolean {
  switch (guard) {
    case 's':
      return typeof value === 'string'
    case 'n':
      return typeof value === 'number' && Number.isFinite(value)
    case 'o':
      return isObject(value)
    case 'a':
      return Array.isArray(value)
    case 's?':
      return value === undefined || value === null || typeof value === 'string'
    case 'at?':
      return (
        value === undefined ||
        value === null ||
        (Number.isInteger(value) && Number(value) >= 0 && Number(value) < mostParts)
      )
    case 'n?':
      return value === undefined || value === null || fits(value, 'n')
    case 'part':
      return isObject(value) && haveFields(value, partTexts)
    case 'item':
      return isItem(value)
    case 'response':
      return isObject(value) && typeof value['id'] === 'string' && isList(value['output'], isItem)
  }
}

const itemTexts = ['id', 'status', 'role', 'call_id', 'name', 'arguments', 'output', 'server_label']
const partTexts = ['type', 'text', 'transcript', 'image_url']

function isItem(value: unknown): boolean {
  if (!isObject(value) || typeof value['type'] !== 'string' || !haveFields(value, itemTexts)) return false
  const lists = value['type'] === 'mcp_list_tools'
  return (
    isList(value['content'], (part) => fits(part, 'part')) &&
    (!lists || (Array.isArray(value['tools']) && isList(value['tools'], isTool)))
  )
}

const isTool = (value: unknown): boolean => isObject(value) && typeof value['name'] === 'string'

const haveFields = (value: Record<string, unknown>, names: readonly string[]): boolean =>
  names.every((name) => fits(value[name], 's?'))

const isList = (value: unknown, holds: (entry: unknown) => boolean): boolean =>
  value === undefined || value === null || (Array.isArray(value) && value.every(holds))

/**
 * One frame of the wire. Unknown types pass through untouched; a known type with a field of the wrong kind is `malformed`
 * with a `ProtocolError` that names the field, never the content.
 */
export function parseServerEvent(frame: unknown): ParsedServerEvent {
  let value = frame
  if (typeof frame === 'string') {
    try {
      value = JSON.parse(frame)
    } catch (cause) {
      return malformed('The server sent a frame that is not JSON; it was ignored.', cause)
    }
  }
  if (!isObject(value)) return malformed('The server sent a frame that is not a JSON object; it was ignored.')
  const { type } = value
  if (typeof type !== 'string') return malformed('The server sent an event without a type; it was ignored.')
  const known = knownTypes.get(type)
  if (!known) return { kind: 'unknown', event: value as UnknownServerEvent }
  const { name, fields } = known
  for (const [field, guard] of fields) {
    if (!fits(value[field], guard)) {
      return malformed(`The server sent \`${name}\` with a wrong or missing \`${field}\`; the event was ignored.`)
    }
  }
  const event = name === type ? value : { ...value, type: name }
  return { kind: 'known', event: event as unknown as KnownServerEvent }
}

export function isKnownServerEvent(event: ServerEvent): event is KnownServerEvent {
  return knownTypes.get(event.type)?.name === event.type
}

function malformed(message: string, cause?: unknown): ParsedServerEvent {
  return {
    kind: 'malformed',
    error: new ProtocolError('malformed_event', message, {
      severity: 'warning',
      ...(cause === undefined ? {} : { cause }),
    }),
  }
}

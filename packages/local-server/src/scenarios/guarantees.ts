import { expect } from 'vitest'
import type { WireEvent } from '../testing/wireClient.ts'
import type { TransportName } from './scenario.ts'

const idOf = (event: WireEvent): unknown =>
  event['response_id'] ?? (event['response'] as { id?: string } | undefined)?.id

/** What a client may rely on in every conversation with the service, and the stamps on every event. */
export function checkGuarantees(events: readonly WireEvent[], transport: TransportName): void {
  expect(events[0]?.type).toBe('session.created')
  const stamps = events.map((event) => event.event_id)
  expect(stamps.every((stamp) => typeof stamp === 'string' && stamp !== '')).toBe(true)
  expect(new Set(stamps).size).toBe(stamps.length)
  const place = (type: string, fits: (event: WireEvent) => boolean) =>
    events.findIndex((event) => event.type === type && fits(event))

  for (const created of events.filter(({ type }) => type === 'response.created')) {
    const id = idOf(created)
    const own = events.filter((event) => idOf(event) === id && !event.type.startsWith('output_audio_buffer.'))
    expect(own[0]).toBe(created)
    expect(own.filter(({ type }) => type === 'response.done').length).toBeLessThanOrEqual(1)
    const done = own.findIndex(({ type }) => type === 'response.done')
    if (done >= 0) expect(done).toBe(own.length - 1)
    checkSound(events, id, transport)
  }
  for (const { item, ...rest } of events.filter(({ type }) => type === 'response.output_item.added')) {
    const { id } = item as { id: string }
    const own = (event: WireEvent) => event['item_id'] === id && event['response_id'] === rest['response_id']
    const parts = [
      place('response.output_item.added', (event) => (event['item'] as { id: string }).id === id),
      place('response.content_part.added', own),
      place('response.content_part.done', own),
      place('response.output_item.done', (event) => (event['item'] as { id: string }).id === id),
    ].filter((at) => at >= 0)
    expect(parts).toEqual(parts.toSorted((a, b) => a - b))
  }
  for (const { item_id } of events.filter(({ type }) => type === 'input_audio_buffer.committed')) {
    const ofItem = (event: WireEvent) => (event['item'] as { id?: string } | undefined)?.id === item_id
    const committedAt = place('input_audio_buffer.committed', (event) => event['item_id'] === item_id)
    const addedAt = place('conversation.item.added', ofItem)
    expect([addedAt > committedAt, place('conversation.item.done', ofItem) > addedAt]).toEqual([true, true])
    checkTranscription(events.slice(0, committedAt), events.slice(committedAt), item_id)
  }
}

/** Words of a turn come after its commit, the deltas before the whole, which they add up to. */
function checkTranscription(before: readonly WireEvent[], after: readonly WireEvent[], itemId: unknown): void {
  const ofItem = (event: WireEvent) =>
    event.type.startsWith('conversation.item.input_audio_transcription.') && event['item_id'] === itemId
  expect(before.filter(ofItem)).toEqual([])
  const words = after.filter(ofItem)
  if (words.length === 0) return
  const whole = words.at(-1)!
  expect(whole.type).toMatch(/\.(completed|failed)$/)
  const deltas = words.slice(0, -1)
  expect(deltas.every(({ type }) => type.endsWith('.delta'))).toBe(true)
  if (deltas.length > 0) expect(deltas.map((event) => event['delta']).join('')).toBe(whole['transcript'])
}

/** `output_audio_buffer.*`: only over WebRTC; `started` after the part is there, then one end, which is no `stopped` before `response.done`. */
function checkSound(events: readonly WireEvent[], id: unknown, transport: TransportName): void {
  const ofResponse = events.filter((event) => idOf(event) === id)
  const buffer = ofResponse.filter(({ type }) => type.startsWith('output_audio_buffer.'))
  if (transport === 'WebSocket') return expect(buffer).toEqual([])
  expect(ofResponse.some(({ type }) => type === 'response.output_audio.delta')).toBe(false)
  if (buffer.length === 0) return
  const at = (type: string) => ofResponse.findIndex((event) => event.type === type)
  const started = at('output_audio_buffer.started')
  expect(started).toBeGreaterThan(at('response.content_part.added'))
  expect(buffer.length).toBeLessThanOrEqual(2)
  const end = buffer[1]
  if (end?.type === 'output_audio_buffer.stopped') {
    expect(at('output_audio_buffer.stopped')).toBeGreaterThan(at('response.done'))
  } else if (end) {
    expect(end.type).toBe('output_audio_buffer.cleared')
    const rest = events.slice(events.indexOf(end))
    expect(rest.some(({ type }) => type === 'conversation.item.truncated')).toBe(true)
  }
}

import fc from 'fast-check'
import { goodEvent, known } from './goodEvents.ts'

/** What a client may do to a session: a grammar of client events, frames that are none, speech, and time that passes. */
export type FuzzStep =
  | { kind: 'event'; event: unknown }
  | { kind: 'frame'; text: string }
  | { kind: 'binary'; bytes: Uint8Array }
  | { kind: 'speech'; ms: number; loud: boolean }
  | { kind: 'time'; ms: number }

/** Events that are nearly right: known types, plausible fields, sometimes wrong values. */
const text = fc.oneof(
  fc.constantFrom('a', 'b', 'root', '', 'item_x', '__proto__', 'constructor', ...Object.values(known)),
  fc.string({ maxLength: 8 }),
)
const value = fc.oneof(text, fc.integer(), fc.boolean(), fc.constant(null), fc.jsonValue({ maxDepth: 2 }))
const part = fc.oneof(
  fc.record(
    {
      type: fc.constantFrom('input_text', 'output_text', 'input_audio', 'input_image', 'x'),
      text: value,
      audio: fc.base64String({ maxLength: 40 }),
    },
    { requiredKeys: ['type'] },
  ),
  value,
)
const item = fc.record(
  {
    type: fc.constantFrom(
      'message',
      'function_call',
      'function_call_output',
      'mcp_approval_response',
      'item_reference',
      'x',
    ),
    id: text,
    role: fc.constantFrom('user', 'assistant', 'system', 'x'),
    content: fc.oneof(fc.array(part, { maxLength: 3 }), value),
    call_id: text,
    name: text,
    arguments: text,
    output: text,
  },
  { requiredKeys: [] },
)
const session = fc.record(
  {
    type: fc.constantFrom('realtime', 'realtime', 'transcription'),
    instructions: value,
    output_modalities: fc.constantFrom(['audio'], ['text'], ['x'], []),
    tools: fc.oneof(
      fc.array(
        fc.record({ type: fc.constantFrom('function', 'mcp'), name: text, parameters: value }, { requiredKeys: [] }),
        { maxLength: 2 },
      ),
      value,
    ),
    tool_choice: fc.oneof(fc.constantFrom('auto', 'required', 'none'), value),
    max_output_tokens: fc.oneof(fc.integer({ min: -1, max: 5000 }), fc.constant('inf')),
    audio: fc.record(
      {
        input: fc.record(
          {
            format: fc.constantFrom(
              { type: 'audio/pcm', rate: 24000 },
              { type: 'audio/pcmu' },
              { type: 'audio/pcma' },
              {},
            ),
            turn_detection: fc.constantFrom(
              null,
              { type: 'server_vad' },
              { type: 'semantic_vad', eagerness: 'high' },
              { type: 'x' },
              { type: 'server_vad', threshold: 0, silence_duration_ms: 0 },
            ),
            transcription: fc.constantFrom(null, { model: 'x' }, {}),
          },
          { requiredKeys: [] },
        ),
        output: fc.record(
          { voice: fc.constantFrom('marin', 'x'), speed: fc.double({ noNaN: true }) },
          { requiredKeys: [] },
        ),
      },
      { requiredKeys: [] },
    ),
  },
  { requiredKeys: ['type'] },
)
const event: fc.Arbitrary<unknown> = fc.oneof(
  fc.record({ type: fc.constant('session.update'), session }, { requiredKeys: ['type'] }),
  fc.record({
    type: fc.constant('input_audio_buffer.append'),
    audio: fc.oneof(fc.base64String({ maxLength: 20_000 }), value),
  }),
  fc.record({
    type: fc.constantFrom('input_audio_buffer.commit', 'input_audio_buffer.clear', 'output_audio_buffer.clear'),
  }),
  fc.record(
    { type: fc.constant('conversation.item.create'), item, previous_item_id: value },
    { requiredKeys: ['type'] },
  ),
  fc.record({ type: fc.constantFrom('conversation.item.delete', 'conversation.item.retrieve'), item_id: value }),
  fc.record({
    type: fc.constant('conversation.item.truncate'),
    item_id: text,
    content_index: fc.integer(),
    audio_end_ms: fc.oneof(fc.nat({ max: 3000 }), value),
  }),
  fc.record(
    {
      type: fc.constant('response.create'),
      response: fc.oneof(
        fc.record(
          { conversation: fc.constantFrom('auto', 'none'), input: fc.array(item, { maxLength: 2 }), metadata: value },
          { requiredKeys: [] },
        ),
        value,
      ),
    },
    { requiredKeys: ['type'] },
  ),
  fc.record({ type: fc.constant('response.cancel'), response_id: value }, { requiredKeys: ['type'] }),
  fc.record({ type: text, event_id: value }),
  fc.jsonValue(),
)

/** Text frames that are cut, doubled, or JSON of no use. */
const frame = fc.oneof(
  fc.string({ maxLength: 30 }),
  fc.json(),
  fc.tuple(event, fc.nat({ max: 60 })).map(([sent, cut]) => (JSON.stringify(sent) ?? '').slice(0, cut)),
  fc.constantFrom('null', '[]', '""', '{"type":null}', '{"type":{}}', '['.repeat(5000), '{"a":'.repeat(500)),
)

const step: fc.Arbitrary<FuzzStep> = fc.oneof(
  { weight: 10, arbitrary: goodEvent.map((sent) => ({ kind: 'event' as const, event: sent })) },
  { weight: 5, arbitrary: event.map((sent) => ({ kind: 'event' as const, event: sent })) },
  { weight: 1, arbitrary: frame.map((text) => ({ kind: 'frame' as const, text })) },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 20 }).map((bytes) => ({ kind: 'binary' as const, bytes })) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('speech' as const),
      ms: fc.integer({ min: 1, max: 1500 }),
      loud: fc.boolean(),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('time' as const), ms: fc.constantFrom(1, 50, 300, 2000, 10_000) }),
  },
)

export const steps: fc.Arbitrary<FuzzStep[]> = fc.array(step, { maxLength: 30 })

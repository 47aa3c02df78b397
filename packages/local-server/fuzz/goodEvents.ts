import fc from 'fast-check'

/** Stand for ids that the server has given meanwhile: without them a fuzzer would hardly ever touch an item that exists. */
export const known = { item: '$item', assistant: '$assistant', call: '$call', response: '$response' } as const

const some = <T extends object>(fields: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<Partial<T>> =>
  fc.record(fields, { requiredKeys: [] }) as fc.Arbitrary<Partial<T>>

const tools = fc.constantFrom(
  [],
  [
    {
      type: 'function',
      name: 'call_back',
      description: 'Call me back',
      parameters: { type: 'object', properties: {} },
    },
  ],
  [{ type: 'mcp', server_label: 'm', server_url: 'https://tools.test' }],
)
const formats = fc.constantFrom({ type: 'audio/pcm', rate: 24000 }, { type: 'audio/pcmu' }, { type: 'audio/pcma' })
const session = some({
  instructions: fc.string({ maxLength: 20 }),
  output_modalities: fc.constantFrom(['audio'], ['text']),
  tools,
  tool_choice: fc.constantFrom('auto', 'required', 'none'),
  max_output_tokens: fc.oneof(fc.integer({ min: 1, max: 60 }), fc.constant('inf')),
  audio: some({
    input: some({
      format: formats,
      turn_detection: fc.constantFrom(
        null,
        { type: 'server_vad' },
        { type: 'server_vad', silence_duration_ms: 0, threshold: 0.1 },
        { type: 'server_vad', idle_timeout_ms: 5000, create_response: false },
        { type: 'server_vad', interrupt_response: false },
        { type: 'semantic_vad', eagerness: 'high' },
      ),
      transcription: fc.constantFrom(null, { model: 'gpt-transcribe' }, { model: 'whisper-1' }, { model: 'x-fail' }),
    }),
    output: some({ format: formats, speed: fc.constantFrom(0.25, 1, 1.5) }),
  }),
})
const item = fc.oneof(
  fc.record({
    type: fc.constant('message'),
    role: fc.constant('user'),
    content: fc.array(
      fc.oneof(
        fc.record({
          type: fc.constant('input_text'),
          text: fc.constantFrom('Hello', 'Tell me a story', 'Call me back'),
        }),
        fc.constant({ type: 'input_audio', audio: 'AAAAAAAA' }),
      ),
      { minLength: 1, maxLength: 2 },
    ),
  }),
  fc.constant({ type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'Yes.' }] }),
  fc.record({ type: fc.constant('function_call_output'), call_id: fc.constant(known.call), output: fc.string() }),
)
const id = fc.constantFrom(known.item, known.assistant)

/** Events that a session accepts, or would if it were in the mood for them. */
export const goodEvent: fc.Arbitrary<object> = fc.oneof(
  {
    weight: 4,
    arbitrary: session.map((fields) => ({ type: 'session.update', session: { type: 'realtime', ...fields } })),
  },
  {
    weight: 4,
    arbitrary: fc.record(
      {
        type: fc.constant('conversation.item.create'),
        item,
        previous_item_id: fc.constantFrom('root', known.item, known.assistant),
      },
      { requiredKeys: ['type', 'item'] },
    ),
  },
  {
    weight: 4,
    arbitrary: fc.record(
      {
        type: fc.constant('response.create'),
        response: some({
          conversation: fc.constantFrom('auto', 'none'),
          output_modalities: fc.constantFrom(['audio'], ['text']),
          input: fc.array(fc.record({ type: fc.constant('item_reference'), id }), { maxLength: 2 }),
          tools,
        }),
      },
      { requiredKeys: ['type'] },
    ),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom({ type: 'response.cancel' }, { type: 'response.cancel', response_id: known.response }),
  },
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      { type: 'input_audio_buffer.commit' },
      { type: 'input_audio_buffer.clear' },
      { type: 'output_audio_buffer.clear' },
    ),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constantFrom('conversation.item.delete', 'conversation.item.retrieve'),
      item_id: id,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constant('conversation.item.truncate'),
      item_id: fc.constant(known.assistant),
      content_index: fc.constant(0),
      audio_end_ms: fc.nat({ max: 3000 }),
    }),
  },
)

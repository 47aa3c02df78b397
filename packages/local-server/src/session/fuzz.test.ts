import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createManualClock } from '../clock.ts'
import { createMemoryServer } from '../adapter/memory.ts'

/** Events that are nearly right: known types, plausible fields, sometimes wrong values. */
const text = fc.oneof(
  fc.constantFrom('a', 'b', 'root', '', 'item_x', '__proto__', 'constructor'),
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
const event = fc.oneof(
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
    audio_end_ms: value,
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

const listenTo = async (server: ReturnType<typeof createMemoryServer>) => {
  const socket = server.createWebSocket('ws://x/v1/realtime?model=gpt-realtime')
  const types: string[] = []
  socket.onmessage = ({ data }) => types.push((JSON.parse(String(data)) as { type: string }).type)
  await new Promise((resolve) => {
    socket.onopen = resolve
  })
  return { socket, types }
}

test('no sequence of events breaks a session or its neighbour', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(event, { maxLength: 25 }), async (events) => {
      const clock = createManualClock()
      const server = createMemoryServer({
        clock,
        mcp: { listTools: () => Promise.resolve([]), callTool: () => Promise.resolve({ output: '' }) },
      })
      const neighbour = await listenTo(server)
      const { socket, types } = await listenTo(server)
      for (const sent of events) socket.send(JSON.stringify(sent))
      await clock.advance(3000)
      const kinds = new Set(types)
      socket.send(JSON.stringify({ type: 'conversation.item.retrieve', item_id: 'surely-not-there' }))
      neighbour.socket.send(JSON.stringify({ type: 'input_audio_buffer.clear' }))
      await clock.advance(1)
      expect(types.at(-1)).toBe('error')
      expect(types[0]).toBe('session.created')
      expect(neighbour.types).toEqual(['session.created', 'input_audio_buffer.cleared'])
      expect(types.filter((type) => type === 'response.done').length).toBeLessThanOrEqual(
        types.filter((type) => type === 'response.created').length,
      )
      expect(kinds.has('session.created')).toBe(true)
      server.close()
    }),
    { numRuns: 150 },
  )
}, 60_000)

import { expect, test } from 'vitest'
import { parseServerEvent } from './parseServerEvent.ts'

const item = (fields: object) => ({ type: 'conversation.item.done', item: { id: 'i', type: 'message', ...fields } })
const part = { response_id: 'r', item_id: 'i', output_index: 0 }

// Each of these once broke a session.
test.each([
  ['a tool list without tools', item({ type: 'mcp_list_tools', server_label: 's' })],
  ['a tool list whose tools are no list', item({ type: 'mcp_list_tools', tools: {} })],
  ['content that is no list', item({ role: 'user', content: { type: 'input_text' } })],
  ['content with an empty place', item({ role: 'user', content: [null] })],
  ['a text that is a number', item({ role: 'user', content: [{ type: 'input_text', text: 7 }] })],
  ['arguments that are an object', item({ type: 'function_call', name: 'x', arguments: {} })],
  ['a response with an output of nothing', { type: 'response.done', response: { id: 'r', output: [null] } }],
  ['a place that is an object', { type: 'response.output_audio.done', ...part, content_index: { toString: 1 } }],
  [
    'a place beyond all memory',
    { type: 'response.output_audio_transcript.delta', ...part, delta: 'x', content_index: 1e12 },
  ],
  ['a place before the first', { type: 'response.output_text.done', ...part, text: 'x', content_index: -1 }],
  ['a place between two', { type: 'response.output_audio.done', ...part, content_index: 0.5 }],
  ['a part whose transcript is a list', { type: 'response.content_part.added', ...part, part: { transcript: [] } }],
])('%s is malformed', (_, event) => {
  expect(parseServerEvent(JSON.stringify(event))).toMatchObject({ kind: 'malformed', error: { severity: 'warning' } })
})

test('what the service leaves out or sets to null is understood', () => {
  const known = [
    item({ role: 'user', content: null }),
    item({ role: 'assistant', content: [{ type: 'output_audio', transcript: null }] }),
    item({ type: 'function_call', call_id: 'c', name: 'x', arguments: '', output: null }),
    { type: 'response.done', response: { id: 'r', output: null } },
    { type: 'response.output_audio.done', ...part },
    { type: 'response.output_audio.done', ...part, content_index: null },
  ]
  for (const event of known) expect(parseServerEvent(event).kind).toBe('known')
})

import type { Random } from './random.ts'

type Event = Record<string, unknown> & { type: string }

/**
 * Frames as a server might send them: most follow the protocol, with ids that belong together; some have a field that is
 * missing or of another kind, and a few are no events at all.
 */
export function createEventGrammar(random: Random): () => string {
  const ids = { item: [''], response: [''], call: [''] }
  let count = 0
  const fresh = (kind: keyof typeof ids): string => {
    const id = random.chance(0.03) ? random.text() : `${kind}_${++count}`
    ids[kind].push(id)
    if (ids[kind].length > 40) ids[kind].shift()
    return id
  }
  const known = (kind: keyof typeof ids): string => random.pick(ids[kind])
  const recent = (kind: keyof typeof ids): string => (random.chance(0.8) ? ids[kind].at(-1)! : known(kind))
  const audio = (): string => {
    if (random.chance(0.05)) return random.text()
    return Buffer.from(Array.from({ length: random.int(400) }, () => random.int(256))).toString('base64')
  }
  const part = (): object =>
    random.pick([
      { type: 'input_text', text: random.text() },
      { type: 'output_text', text: random.text() },
      { type: 'input_audio', transcript: random.chance(0.5) ? random.text() : null },
      { type: 'output_audio', transcript: random.text() },
      { type: 'input_image', image_url: random.text() },
      { type: random.text() },
    ])
  const content = (): object[] => Array.from({ length: random.int(3) }, part)
  const item = (id: string): object =>
    random.pick([
      { id, type: 'message', role: 'user', status: 'completed', content: content() },
      {
        id,
        type: 'message',
        role: 'assistant',
        status: random.pick(['in_progress', 'completed', 'incomplete']),
        content: content(),
      },
      { id, type: 'message', role: 'system', content: content() },
      {
        id,
        type: 'function_call',
        call_id: fresh('call'),
        name: random.pick(['get_weather', 'ask', random.text()]),
        arguments: random.pick(['{}', '{"city":"x"}', random.text()]),
      },
      { id, type: 'function_call_output', call_id: known('call'), output: random.text() },
      {
        id,
        type: 'mcp_call',
        server_label: random.text(),
        name: random.text(),
        arguments: '{}',
        output: random.text(),
      },
      { id, type: 'mcp_approval_request', server_label: random.text(), name: random.text(), arguments: '{}' },
      { id, type: 'mcp_list_tools', server_label: random.text(), tools: [{ name: random.text() }] },
      { id, type: random.text() },
    ])
  const at = (): object => ({
    response_id: recent('response'),
    item_id: recent('item'),
    output_index: random.int(3),
    content_index: random.int(2),
  })
  const response = (id: string, status: string): object => ({
    id,
    object: 'realtime.response',
    status,
    conversation_id: random.chance(0.1) ? null : 'conv',
    output: Array.from({ length: random.int(2) }, () => item(recent('item'))),
    ...(random.chance(0.5)
      ? { usage: { total_tokens: random.int(99), input_tokens: random.int(99), output_token_details: random.json(1) } }
      : {}),
  })
  const rules: (() => Event)[] = [
    () => ({ type: 'session.created', session: { id: 's', expires_at: random.pick([0, 1_700_003_600, -1]) } }),
    () => ({ type: 'session.updated', session: { id: 's', audio: random.json(2) } }),
    () => ({ type: 'response.created', response: response(fresh('response'), 'in_progress') }),
    () => ({
      type: 'response.done',
      response: response(recent('response'), random.pick(['completed', 'failed', 'cancelled', 'incomplete'])),
    }),
    () => ({
      type: 'response.output_item.added',
      response_id: recent('response'),
      output_index: 0,
      item: item(fresh('item')),
    }),
    () => ({
      type: 'response.output_item.done',
      response_id: recent('response'),
      output_index: 0,
      item: item(recent('item')),
    }),
    () => ({
      type: 'conversation.item.added',
      previous_item_id: random.pick([null, known('item'), undefined]),
      item: item(fresh('item')),
    }),
    () => ({ type: 'conversation.item.done', previous_item_id: known('item'), item: item(recent('item')) }),
    () => ({ type: 'conversation.item.retrieved', item: item(known('item')) }),
    () => ({ type: 'conversation.item.deleted', item_id: known('item') }),
    () => ({
      type: 'conversation.item.truncated',
      item_id: known('item'),
      content_index: 0,
      audio_end_ms: random.int(5000) - 100,
    }),
    () => ({ type: 'response.output_audio.delta', ...at(), delta: audio() }),
    () => ({ type: 'response.output_audio_transcript.delta', ...at(), delta: random.text() }),
    () => ({ type: 'response.output_text.delta', ...at(), delta: random.text() }),
    () => ({ type: 'response.output_audio.done', ...at() }),
    () => ({ type: 'response.output_audio_transcript.done', ...at(), transcript: random.text() }),
    () => ({ type: 'response.content_part.added', ...at(), part: part() }),
    () => ({
      type: 'response.function_call_arguments.done',
      ...at(),
      call_id: known('call'),
      arguments: random.text(),
    }),
    () => ({ type: 'input_audio_buffer.speech_started', item_id: fresh('item'), audio_start_ms: random.int(9000) }),
    () => ({ type: 'input_audio_buffer.speech_stopped', item_id: recent('item'), audio_end_ms: random.int(9000) }),
    () => ({ type: 'input_audio_buffer.committed', item_id: recent('item'), previous_item_id: known('item') }),
    () => ({
      type: 'input_audio_buffer.timeout_triggered',
      item_id: recent('item'),
      audio_start_ms: 0,
      audio_end_ms: 1,
    }),
    () => ({
      type: 'conversation.item.input_audio_transcription.delta',
      item_id: recent('item'),
      content_index: 0,
      delta: random.text(),
    }),
    () => ({
      type: 'conversation.item.input_audio_transcription.completed',
      item_id: known('item'),
      content_index: 0,
      transcript: random.text(),
    }),
    () => ({
      type: 'conversation.item.input_audio_transcription.failed',
      item_id: known('item'),
      error: random.json(1),
    }),
    () => ({ type: 'mcp_list_tools.completed', item_id: known('item') }),
    () => ({ type: 'output_audio_buffer.started', response_id: recent('response') }),
    () => ({ type: 'output_audio_buffer.cleared', response_id: recent('response') }),
    () => ({ type: 'rate_limits.updated', rate_limits: [random.json(1)] }),
    () => ({
      type: 'error',
      error: {
        type: 'invalid_request_error',
        code: random.text(),
        message: random.text(),
        event_id: random.pick([null, 'parley_response_1', random.text()]),
      },
    }),
    () => ({ type: random.text(), ...(random.json(1) as object) }),
  ]
  return () => {
    const event = random.pick(rules)()
    if (random.chance(0.12)) damage(event, random)
    const text = JSON.stringify(event)
    if (random.chance(0.02)) return text.slice(0, random.int(text.length))
    if (random.chance(0.01)) return JSON.stringify(random.json()) ?? 'undefined'
    return text
  }
}

/** A field somewhere becomes something else, or goes. */
function damage(value: Record<string, unknown>, random: Random): void {
  const keys = Object.keys(value).filter((key) => key !== 'type')
  if (keys.length === 0) return
  const key = random.pick(keys)
  const inner = value[key]
  if (typeof inner === 'object' && inner !== null && random.chance(0.6))
    return damage(inner as Record<string, unknown>, random)
  if (random.chance(0.3)) delete value[key]
  else value[key] = random.json()
}

import { decodeBase64 } from '../session/base64.ts'
import {
  anything,
  bool,
  integer,
  invalidValue,
  isObject,
  list,
  metadata,
  nullable,
  object,
  oneOf,
  required,
  tagged,
  text,
  type Check,
  type Issue,
} from './check.ts'
import {
  audioFormat,
  maxOutputTokens,
  modalities,
  prompt,
  reasoning,
  sessionShape,
  toolChoice,
  tools,
  voice,
} from './sessionShape.ts'

const inputText = object({ type: anything, text: required(text()) })
const status = oneOf('in_progress', 'completed', 'incomplete')
const common = { id: nullable(text(512)), object: oneOf('realtime.item'), type: anything, status: nullable(status) }

const userContent = list(
  tagged('type', {
    input_text: inputText,
    input_audio: object({ type: anything, audio: required(base64), transcript: nullable(text()) }),
    input_image: object({
      type: anything,
      image_url: required(imageUrl),
      detail: nullable(oneOf('auto', 'low', 'high')),
    }),
  }),
)
const assistantContent = list((value, path) => {
  const tag = isObject(value) ? value['type'] : undefined
  if (typeof tag === 'string' && tag !== 'output_text') {
    return invalidValue(`${path}.type`, `Invalid value: '${tag.slice(0, 80)}'. Value must be 'output_text'.`)
  }
  return tagged('type', { output_text: object({ type: anything, text: required(text()) }) })(value, path)
})

function imageUrl(value: unknown, path: string): Issue | null {
  const issue = text()(value, path)
  if (issue) return issue
  return /^data:image\/(png|jpe?g);base64,/.test(value as string)
    ? null
    : invalidValue(path, `Invalid '${path}': expected a data URL of a PNG or JPEG image.`)
}

const message = tagged('role', {
  user: object({ ...common, role: anything, content: required(userContent) }),
  assistant: object({ ...common, role: anything, content: required(assistantContent), phase: nullable(text(64)) }),
  system: object({ ...common, role: anything, content: required(list(tagged('type', { input_text: inputText }))) }),
})

const itemVariants: Record<string, Check> = {
  message,
  function_call: object({
    ...common,
    call_id: nullable(text(512)),
    name: required(text(256)),
    arguments: required(text()),
  }),
  function_call_output: object({ ...common, call_id: required(text(512)), output: required(text()) }),
  mcp_approval_response: object({
    ...common,
    approval_request_id: required(text(512)),
    approve: required(bool),
    reason: nullable(text()),
  }),
  mcp_list_tools: object({ ...common, server_label: required(text(256)), tools: required(list(anything)) }),
  mcp_call: object({
    ...common,
    server_label: required(text(256)),
    name: required(text(256)),
    arguments: required(text()),
    output: nullable(text()),
    error: nullable(anything),
    approval_request_id: nullable(text(512)),
  }),
  mcp_approval_request: object({
    ...common,
    server_label: required(text(256)),
    name: required(text(256)),
    arguments: required(text()),
  }),
}
const item = tagged('type', itemVariants)
const inputItem = tagged('type', {
  ...itemVariants,
  item_reference: object({ type: anything, id: required(text(512)), object: anything }),
})

const response = object({
  conversation: oneOf('auto', 'none'),
  input: list(inputItem),
  instructions: text(),
  output_modalities: modalities,
  audio: object({ output: object({ format: audioFormat, voice }) }),
  tools,
  tool_choice: toolChoice,
  parallel_tool_calls: nullable(bool),
  reasoning,
  max_output_tokens: maxOutputTokens,
  prompt,
  metadata: nullable(metadata),
})

const base = { type: anything, event_id: nullable(text(512)) }
const itemId = required(text(512))

/** 15 MiB of audio is 20 MiB of base64; counted on the text, so that nothing that large is ever decoded. */
const maxAudioLength = (15 * 1024 * 1024 * 4) / 3

function audio(value: unknown, path: string): Issue | null {
  const issue = text()(value, path)
  if (issue) return issue
  return (value as string).length <= maxAudioLength
    ? null
    : {
        code: 'string_above_max_length',
        message: `Invalid '${path}': more than 15 MiB of audio in one event.`,
        param: path,
      }
}

/** Audio of an item; that of an append is looked at where it is decoded anyway. */
function base64(value: unknown, path: string): Issue | null {
  const issue = audio(value, path)
  if (issue || decodeBase64(value as string)) return issue
  return invalidValue(path, `Invalid '${path}': expected base64 in the standard alphabet.`)
}

const webSocketEvents: Readonly<Record<string, Check>> = {
  'session.update': object({ ...base, session: required(sessionShape) }),
  'input_audio_buffer.append': object({ ...base, audio: required(audio) }),
  'input_audio_buffer.commit': object(base),
  'input_audio_buffer.clear': object(base),
  'conversation.item.create': object({ ...base, item: required(item), previous_item_id: nullable(text(512)) }),
  'conversation.item.truncate': object({
    ...base,
    item_id: itemId,
    content_index: required(integer(0)),
    audio_end_ms: required(integer(0)),
  }),
  'conversation.item.delete': object({ ...base, item_id: itemId }),
  'conversation.item.retrieve': object({ ...base, item_id: itemId }),
  'response.create': object({ ...base, response: nullable(response) }),
  'response.cancel': object({ ...base, response_id: nullable(text(512)) }),
}
const webRtcEvents: Readonly<Record<string, Check>> = {
  ...webSocketEvents,
  'output_audio_buffer.clear': object(base),
}

const typeNames = {
  websocket: oneOf(...Object.keys(webSocketEvents)),
  webrtc: oneOf(...Object.keys(webRtcEvents)),
}

/** What is wrong with a parsed client event, or null. */
export function checkClientEvent(event: unknown, transport: 'websocket' | 'webrtc'): Issue | null {
  if (!isObject(event)) {
    return { code: 'invalid_event', message: 'A client event must be a JSON object.', param: null }
  }
  const { type } = event
  if (type === undefined) return { code: 'invalid_event', message: "The 'type' field is missing.", param: 'type' }
  const issue = typeNames[transport](type, 'type')
  if (issue) return issue
  return (transport === 'webrtc' ? webRtcEvents : webSocketEvents)[type as string]!(event, '')
}

/** For the HTTP endpoints, which take the same session. */
export const checkSession: (session: unknown) => Issue | null = (session) => sessionShape(session, 'session')

export const clientSecretShape: Check = object({
  expires_after: object({ anchor: oneOf('created_at'), seconds: integer(10, 7200) }),
  session: sessionShape,
})

import { voiceNames } from '../voice/voice.ts'
import {
  anything,
  bool,
  decimal,
  either,
  integer,
  invalidValue,
  isObject,
  list,
  nullable,
  object,
  oneOf,
  required,
  tagged,
  text,
  type Check,
} from './check.ts'

export const audioFormat: Check = tagged('type', {
  'audio/pcm': object({ type: anything, rate: integer(24000, 24000) }),
  'audio/pcmu': object({ type: anything }),
  'audio/pcma': object({ type: anything }),
})

export const voice: Check = either((value) =>
  isObject(value) ? object({ id: required(text(256)) }) : oneOf(...voiceNames),
)

/** `["audio"]` or `["text"]`, never both. */
export const modalities: Check = (value, path) =>
  list(oneOf('text', 'audio'))(value, path) ??
  ((value as string[]).length === 1
    ? null
    : invalidValue(
        path,
        `Invalid modalities: ${JSON.stringify(value)}. Supported combinations are: ['text'] and ['audio'].`,
      ))

const turnDetection = tagged('type', {
  server_vad: object({
    type: anything,
    threshold: decimal(0, 1),
    prefix_padding_ms: integer(0),
    silence_duration_ms: integer(0),
    idle_timeout_ms: nullable(integer(5000, 30000)),
    create_response: bool,
    interrupt_response: bool,
  }),
  semantic_vad: object({
    type: anything,
    eagerness: oneOf('low', 'medium', 'high', 'auto'),
    create_response: bool,
    interrupt_response: bool,
  }),
})

const transcriptionFields = object({
  model: required(text(256)),
  language: nullable(text(16)),
  languages: nullable(list(text(16), 16)),
  prompt: nullable(text()),
  keywords: nullable(list(text(256), 1000)),
  delay: nullable(oneOf('minimal', 'low', 'medium', 'high', 'xhigh')),
})

const transcription: Check = (value, path) => {
  const issue = transcriptionFields(value, path)
  if (issue) return issue
  const { language, languages } = value as { language?: unknown; languages?: unknown }
  if (language == null || languages == null) return null
  return invalidValue(`${path}.language`, "Give either 'language' or 'languages', not both.")
}

const noiseReduction = object({
  type: required(oneOf('near_field', 'far_field')),
  strength: decimal(0, 1),
})

const audioInput = object({
  format: audioFormat,
  turn_detection: nullable(turnDetection),
  transcription: nullable(transcription),
  noise_reduction: nullable(noiseReduction),
})

const toolFilter = nullable(
  either((value) =>
    Array.isArray(value) ? list(text(256)) : object({ tool_names: list(text(256)), read_only: bool }),
  ),
)
const approvalFilter = object({ tool_names: list(text(256)), read_only: bool })

const headers: Check = (value, path) => {
  if (!isObject(value)) return object({})(value, path)
  for (const [name, entry] of Object.entries(value)) {
    const issue = text()(entry, `${path}.${name}`)
    if (issue) return issue
  }
  return null
}

const mcpTool = object({
  type: anything,
  server_label: required(text(256)),
  server_url: text(2048),
  tunnel_id: text(256),
  connector_id: text(256),
  authorization: text(),
  headers: nullable(headers),
  allowed_tools: toolFilter,
  require_approval: nullable(
    either((value) =>
      isObject(value) ? object({ always: approvalFilter, never: approvalFilter }) : oneOf('always', 'never'),
    ),
  ),
  server_description: text(),
  allowed_callers: nullable(anything),
  defer_loading: nullable(bool),
})

/** Any object: a JSON Schema is the tool author's affair. */
const jsonSchema: Check = (value, path) =>
  isObject(value) ? null : invalidValue(path, `Invalid type for '${path}': expected an object.`)

const tool: Check = tagged('type', {
  function: object({
    type: anything,
    name: required(text(64)),
    description: nullable(text()),
    parameters: nullable(jsonSchema),
    strict: nullable(bool),
  }),
  mcp: mcpTool,
})

export const tools: Check = (value, path) => {
  const issue = list(tool)(value, path)
  if (issue) return issue
  const labels = new Set<string>()
  for (const [index, entry] of (value as Record<string, unknown>[]).entries()) {
    if (entry['type'] !== 'mcp') continue
    const at = `${path}[${index}]`
    const label = entry['server_label'] as string
    if (labels.has(label)) return invalidValue(`${at}.server_label`, `Duplicate MCP server label '${label}'.`)
    labels.add(label)
    const sources = ['server_url', 'tunnel_id', 'connector_id'].filter((key) => entry[key] !== undefined)
    if (sources.length > 1) return invalidValue(at, `Only one of ${sources.join(' and ')} may be given.`)
    const headers = isObject(entry['headers']) ? Object.keys(entry['headers']) : []
    if (entry['authorization'] !== undefined && headers.some((name) => name.toLowerCase() === 'authorization')) {
      return invalidValue(`${at}.authorization`, "Give either 'authorization' or an Authorization header, not both.")
    }
  }
  return null
}

export const toolChoice: Check = either((value) =>
  isObject(value)
    ? tagged('type', {
        function: object({ type: anything, name: required(text(64)) }),
        mcp: object({ type: anything, server_label: required(text(256)), name: nullable(text(256)) }),
      })
    : oneOf('auto', 'none', 'required'),
)

export const maxOutputTokens: Check = either((value) => (typeof value === 'string' ? oneOf('inf') : integer(1, 4096)))

export const reasoning: Check = nullable(
  object({ effort: nullable(oneOf('none', 'minimal', 'low', 'medium', 'high', 'xhigh')) }),
)

export const prompt: Check = nullable(
  object({ id: required(text(256)), version: nullable(text(256)), variables: nullable(anything) }),
)

const truncation = either((value) =>
  isObject(value)
    ? object({
        type: required(oneOf('retention_ratio')),
        retention_ratio: required(decimal(0, 1)),
        token_limits: nullable(object({ post_instructions: integer(0) })),
      })
    : oneOf('auto', 'disabled'),
)

const tracing = nullable(
  either((value) =>
    isObject(value) ? object({ workflow_name: text(), group_id: text(), metadata: nullable(anything) }) : oneOf('auto'),
  ),
)

const include = nullable(list(oneOf('item.input_audio_transcription.logprobs')))

const realtime = object({
  type: anything,
  model: text(256),
  output_modalities: modalities,
  instructions: text(),
  audio: object({
    input: audioInput,
    output: object({ format: audioFormat, voice, speed: decimal(0.25, 1.5) }),
  }),
  include,
  tools,
  tool_choice: toolChoice,
  parallel_tool_calls: nullable(bool),
  reasoning,
  max_output_tokens: maxOutputTokens,
  truncation,
  tracing,
  prompt,
})

const transcriptionSession = object({
  type: anything,
  audio: object({ input: audioInput }),
  include,
})

/** The `session` of `session.update` and of a client secret. */
export const sessionShape: Check = tagged('type', { realtime, transcription: transcriptionSession })

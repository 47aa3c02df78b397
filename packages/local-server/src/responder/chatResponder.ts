import type { WireItem } from '@parley/core/protocol'
import { textOfItem } from './conversationText.ts'
import type { Responder, ResponderPart, ResponderRequest } from './responder.ts'

export interface ChatResponderOptions {
  /** The base that `/chat/completions` is added to, such as `http://127.0.0.1:11434/v1`. */
  url: string
  /** The model of the endpoint, such as `llama3.2`. */
  model: string
  /** Sent as a bearer key when given. Never shown in a message. */
  apiKey?: string
  fetch?: typeof fetch
}

interface ChatMessage {
  role: 'system' | 'user' | 'assistant' | 'tool'
  content: unknown
  tool_calls?: { id: string; type: 'function'; function: { name: string; arguments: string } }[]
  tool_call_id?: string
}

interface ChatDelta {
  choices?: {
    delta?: {
      content?: string | null
      tool_calls?: { index?: number; function?: { name?: string; arguments?: string } }[]
    }
    finish_reason?: string | null
  }[]
}

/** Asks an OpenAI-compatible chat endpoint (Ollama, llama.cpp, vLLM), streaming, with the session's tools. */
export function createChatResponder(options: ChatResponderOptions): Responder {
  const fetchLike = options.fetch ?? fetch
  return {
    async *respond(request, signal) {
      let response: Response
      try {
        response = await fetchLike(`${options.url.replace(/\/+$/, '')}/chat/completions`, {
          method: 'POST',
          headers: {
            'content-type': 'application/json',
            ...(options.apiKey ? { authorization: `Bearer ${options.apiKey}` } : {}),
          },
          body: JSON.stringify(chatRequest(request, options.model)),
          signal,
        })
      } catch (error) {
        if (signal.aborted) throw error
        yield failure('The chat endpoint cannot be reached. Is it running at the address given by --chat-url?')
        return
      }
      if (!response.ok || !response.body) {
        await response.body?.cancel()
        yield failure(`The chat endpoint answered with status ${response.status}.`, response.status === 429)
        return
      }
      yield* partsOf(response.body)
    },
  }
}

const failure = (message: string, limited: boolean = false): ResponderPart => ({
  type: 'fail',
  errorType: limited ? 'rate_limit_error' : 'server_error',
  code: limited ? 'rate_limit_exceeded' : 'chat_endpoint_failed',
  message,
})

function chatRequest(request: ResponderRequest, model: string): object {
  const functions = request.tools.flatMap((tool) =>
    tool.type === 'function' ? [{ name: tool.name, description: tool.description, parameters: tool.parameters }] : [],
  )
  const remote = request.mcpTools.map(({ serverLabel, tool }) => ({
    name: `${serverLabel}__${tool.name}`,
    description: tool.description,
    parameters: tool.input_schema,
  }))
  const tools = [...functions, ...remote].map((entry) => ({ type: 'function', function: entry }))
  const { toolChoice, maxOutputTokens } = request
  const choice = typeof toolChoice === 'string' ? toolChoice : { type: 'function', function: { name: toolChoice.name } }
  return {
    model,
    stream: true,
    messages: [
      { role: 'system', content: `${request.instructions}\nYour words are spoken aloud: no markup, no lists.` },
      ...request.items.flatMap(messageOf),
    ],
    ...(tools.length > 0 && toolChoice !== 'none' ? { tools, tool_choice: choice } : {}),
    ...(maxOutputTokens === 'inf' ? {} : { max_tokens: maxOutputTokens }),
  }
}

function messageOf(item: WireItem): ChatMessage[] {
  switch (item.type) {
    case 'message': {
      const images = item.content.flatMap((part) =>
        part.type === 'input_image' ? [{ type: 'image_url', image_url: { url: part.image_url } }] : [],
      )
      const text = textOfItem(item)
      return [{ role: item.role, content: images.length > 0 ? [{ type: 'text', text }, ...images] : text }]
    }
    case 'function_call': {
      const call = {
        id: item.call_id ?? '',
        type: 'function' as const,
        function: { name: item.name, arguments: item.arguments || '{}' },
      }
      return [{ role: 'assistant', content: null, tool_calls: [call] }]
    }
    case 'function_call_output':
      return [{ role: 'tool', content: item.output, tool_call_id: item.call_id }]
    case 'mcp_call': {
      const name = `${item.server_label}__${item.name}`
      const call = {
        id: item.id ?? '',
        type: 'function' as const,
        function: { name, arguments: item.arguments || '{}' },
      }
      const content = item.output ?? item.error?.message ?? ''
      return [
        { role: 'assistant', content: null, tool_calls: [call] },
        { role: 'tool', content, tool_call_id: call.id },
      ]
    }
    default:
      return []
  }
}

/** Text as it comes; calls when they are whole. */
async function* partsOf(body: ReadableStream<Uint8Array>): AsyncIterable<ResponderPart> {
  const calls: { name: string; arguments: string }[] = []
  let stop: string | null | undefined
  for await (const data of serverSentData(body)) {
    if (data === '[DONE]') break
    const choice = (JSON.parse(data) as ChatDelta).choices?.[0]
    if (choice?.delta?.content) yield { type: 'text', text: choice.delta.content }
    for (const piece of choice?.delta?.tool_calls ?? []) {
      const call = (calls[piece.index ?? calls.length] ??= { name: '', arguments: '' })
      call.name += piece.function?.name ?? ''
      call.arguments += piece.function?.arguments ?? ''
    }
    stop = choice?.finish_reason ?? stop
  }
  for (const call of calls) {
    const [label, name] = call.name.split('__')
    if (name === undefined) yield { type: 'call', name: call.name, arguments: call.arguments }
    else yield { type: 'mcpCall', serverLabel: label!, name, arguments: call.arguments }
  }
  if (stop === 'length') yield { type: 'stop', reason: 'max_output_tokens' }
  if (stop === 'content_filter') yield { type: 'stop', reason: 'content_filter' }
}

async function* serverSentData(body: ReadableStream<Uint8Array>): AsyncIterable<string> {
  const decoder = new TextDecoder()
  let rest = ''
  for await (const chunk of body) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split(/\r?\n/)
    rest = lines.pop()!
    for (const line of lines) if (line.startsWith('data:')) yield line.slice(5).trim()
  }
  if (rest.startsWith('data:')) yield rest.slice(5).trim()
}

import type { WireItem } from '@parley/core/protocol'
import type { Clock } from '../clock.ts'
import { isFromUser, lastUserText, sinceUser, textOfItem } from './conversationText.ts'
import { introduction, personaOf } from './persona.ts'
import type { Responder, ResponderPart, ResponderRequest } from './responder.ts'
import { greeting, smallTalk, unsure, type TalkContext } from './smallTalk.ts'
import { sentence, speakOutput } from './speakOutput.ts'
import { fillArguments } from './toolArguments.ts'
import { isHandoff, matchTool } from './toolMatch.ts'
import { callableTools, type CallableTool } from './toolSchema.ts'
import { nameWords } from './vocabulary.ts'

/**
 * Needs nothing: rules instead of a language model. Calls the session's tools when a request fits their name, description and
 * parameters, speaks their output, makes small talk, and says what it is when asked.
 */
export function createDefaultResponder(clock: Pick<Clock, 'now'>): Responder {
  return {
    rehearsable: true,
    async *respond(request) {
      yield* answer(request, clock.now())
    },
  }
}

function answer(request: ResponderRequest, now: number): ResponderPart[] {
  const tools = callableTools(request)
  const recent = sinceUser(request.items)
  const results = speakResults(recent, request)
  if (results !== null) return say(results)
  const waiting = recent.findLast((item) => item.type === 'function_call')
  const text = lastUserText(request.items)
  const rule = brokenRule(request.items.at(-1))
  if (rule !== null) return say(`I have to put that differently. My rule is: ${sentence(rule)}`)
  const context = talkContext(request, tools, now)
  const forced = forcedTool(request, tools, text)
  if (forced && !waiting) return [callOf(forced, fillAll(text, forced, now))]
  const told = request.instructions.match(
    /\b(?:say|reply|respond|answer) (?:exactly|only|with|just)?[: ]*["“]([^"”]+)["”]/i,
  )
  if (told) return say(told[1]!)
  const last = request.items.findLast(isFromUser)
  if (last?.type === 'message' && last.content.some((part) => part.type === 'input_image')) return say(blindAnswer)
  if (text === '') return say(request.deaf && request.items.some(isFromUser) ? deafAnswer : unheard(request, context))
  if (waiting) return say('I am still waiting for the result.')
  // A choice of one tool calls that one or, when nobody offers it, none.
  if (request.toolChoice === 'auto' || request.toolChoice === 'required') {
    const parts = callTools(request, tools, text, now)
    if (parts) return parts
  }
  return say(smallTalk(text, context) ?? unsure(text, context))
}

const say = (text: string): ResponderPart[] => [{ type: 'text', text }]

/** The client stopped the last answer and named the rule: saying the same again would be stopped again, for ever. */
function brokenRule(item: WireItem | undefined): string | null {
  if (item?.type !== 'message' || item.role !== 'system') return null
  return textOfItem(item).match(/\bbroke a rule: (.+?)\. Answer again/)?.[1] ?? null
}

const blindAnswer =
  'Your picture has arrived. I am only a small offline voice and cannot see it; a real model would tell you what is in it.'
const deafAnswer =
  'I received your voice, but no speech recogniser is installed on this server, so I cannot understand it. You can type to me instead.'

function unheard(request: ResponderRequest, context: TalkContext): string {
  const spoke = request.items.some(isFromUser)
  if (!spoke) return greeting(context)
  return request.items.some((item) => item.type === 'message' && item.role === 'assistant')
    ? 'Are you still there? I did not catch anything.'
    : "Sorry, I didn't catch that."
}

function talkContext(request: ResponderRequest, tools: readonly CallableTool[], now: number): TalkContext {
  const said = request.items.filter(isFromUser).map(textOfItem)
  const lastAnswer = request.items.findLast((item) => item.type === 'message' && item.role === 'assistant')
  return {
    instructions: request.instructions,
    tools,
    earlier: said.slice(0, -1),
    lastAnswer: lastAnswer ? textOfItem(lastAnswer) : '',
    chance: request.chance,
    now,
  }
}

/** Speaks tool outputs that nobody has spoken yet; null when there are none. */
function speakResults(recent: readonly WireItem[], request: ResponderRequest): string | null {
  const spokenAt = recent.findLastIndex((item) => item.type === 'message' && item.role === 'assistant')
  const results: string[] = []
  for (const item of recent.slice(spokenAt + 1)) {
    if (item.type === 'function_call_output') {
      const call = request.items.find((other) => other.type === 'function_call' && other.call_id === item.call_id)
      const handedOver = call?.type === 'function_call' && isHandoff(call)
      results.push(
        handedOver
          ? `Hello. ${introduction(personaOf(request.instructions))} How can I help?`
          : speakOutput(item.output, call?.type === 'function_call' ? call.arguments : ''),
      )
    } else if (item.type === 'mcp_call') {
      results.push(
        item.error
          ? sentence(`That did not work: ${item.error.message ?? 'the tool failed'}`)
          : speakOutput(item.output ?? '', item.arguments),
      )
    } else if (item.type === 'mcp_approval_response' && !item.approve) {
      results.push("All right, I won't do that.")
    }
  }
  return results.length > 0 ? results.join(' ') : null
}

function forcedTool(request: ResponderRequest, tools: readonly CallableTool[], text: string): CallableTool | null {
  const { toolChoice } = request
  if (toolChoice === 'required') return matchTool(text, tools) ?? tools[0] ?? null
  if (typeof toolChoice === 'string') return null
  if (toolChoice.type === 'function') return tools.find((tool) => tool.name === toolChoice.name) ?? null
  const offered = tools.filter((tool) => tool.serverLabel === toolChoice.server_label)
  if (toolChoice.name != null) return offered.find((tool) => tool.name === toolChoice.name) ?? null
  return matchTool(text, offered) ?? offered[0] ?? null
}

/** Calls for what was asked; a question when something required was not said; null when no tool fits. */
function callTools(
  request: ResponderRequest,
  tools: readonly CallableTool[],
  text: string,
  now: number,
): ResponderPart[] | null {
  const answered = openQuestion(request, tools)
  const tool = matchTool(text, tools) ?? answered?.tool ?? null
  if (!tool) return null
  const asked = answered?.tool === tool ? `${answered.text} ${text}` : text
  if (isHandoff(tool)) return [callOf(tool, fillArguments(asked, tool, now).values)]
  const parts = request.parallelToolCalls ? severalCalls(asked, tool, tools, now) : null
  if (parts) return parts
  const { values, missing } = fillArguments(asked, tool, now)
  if (missing.length > 0) return say(questionFor(tool, missing[0]!))
  return [callOf(tool, values)]
}

/** "In Paris and in Rome": one call for each, when every part gives other arguments. */
function severalCalls(
  text: string,
  first: CallableTool,
  tools: readonly CallableTool[],
  now: number,
): ResponderPart[] | null {
  const pieces = text.split(/\s*(?:,\s*)?\b(?:and also|and then|and)\b\s+/i)
  if (pieces.length < 2) return null
  const calls: ResponderPart[] = []
  for (const piece of pieces) {
    const tool = matchTool(piece, tools) ?? first
    const { values, missing } = fillArguments(piece, tool, now)
    if (missing.length > 0 || Object.keys(values).length === 0) return null
    calls.push(callOf(tool, values))
  }
  return new Set(calls.map((call) => JSON.stringify(call))).size === calls.length ? calls : null
}

const questionFor = (tool: CallableTool, parameter: string): string =>
  `Sure. For ${nameWords(tool.name).join(' ')}: which ${nameWords(parameter).join(' ')} should I use?`

/** The agent's last words asked for a parameter: the user's answer belongs to that request. */
function openQuestion(
  request: ResponderRequest,
  tools: readonly CallableTool[],
): { tool: CallableTool; text: string } | null {
  const lastUser = request.items.findLastIndex(isFromUser)
  const question = request.items[lastUser - 1]
  const before = request.items.slice(0, lastUser).findLast(isFromUser)
  if (!question || !before) return null
  const asked = textOfItem(question)
  const tool = tools.find((entry) => asked.startsWith(`Sure. For ${nameWords(entry.name).join(' ')}: which`))
  return tool ? { tool, text: textOfItem(before) } : null
}

function fillAll(text: string, tool: CallableTool, now: number): Record<string, unknown> {
  const { values, missing } = fillArguments(text, tool, now)
  for (const name of missing) {
    const { type, enum: choices } = tool.properties[name] ?? { type: 'string', enum: [] }
    values[name] =
      choices[0] ??
      (type === 'number' || type === 'integer' ? 0 : type === 'array' ? [] : type === 'object' ? {} : text)
  }
  return values
}

function callOf(tool: CallableTool, values: Record<string, unknown>): ResponderPart {
  const json = JSON.stringify(values)
  return tool.serverLabel === null
    ? { type: 'call', name: tool.name, arguments: json }
    : { type: 'mcpCall', serverLabel: tool.serverLabel, name: tool.name, arguments: json }
}

import { sleep, systemClock, type Clock } from '../clock.ts'
import { isFromUser, lastUserText, sinceUser } from './conversationText.ts'
import type { Responder, ResponderPart, ResponderRequest } from './responder.ts'
import type { Script, ScriptAction, ScriptRule } from './script.ts'

type Caught = Readonly<Record<string, string>>

/** Plays a script. What no rule fits is answered with a sentence that says so. */
export function createScriptResponder(script: Script, clock: Clock = systemClock): Responder {
  return {
    greets: script.rules.some((rule) => rule.start),
    async *respond(request, signal) {
      const found = findRule(script.rules, request)
      if (!found) {
        yield { type: 'text', text: 'The script has no answer to that.' }
        return
      }
      let spoken = false
      for (const action of found.rule.do) {
        if (typeof action === 'object' && 'wait' in action) {
          await sleep(clock, action.wait, signal)
          continue
        }
        const part = partOf(action, found.caught, spoken)
        spoken ||= part.type === 'text'
        yield part
      }
    },
  }
}

function partOf(action: Exclude<ScriptAction, { wait: number }>, caught: Caught, spoken: boolean): ResponderPart {
  if (typeof action === 'string' || 'say' in action) {
    const text = fill(typeof action === 'string' ? action : action.say, caught)
    return { type: 'text', text: spoken ? ` ${text}` : text }
  }
  if ('call' in action)
    return { type: 'call', name: action.call, arguments: JSON.stringify(fillAll(action.with ?? {}, caught)) }
  if ('stop' in action) return { type: 'stop', reason: action.stop }
  return {
    type: 'fail',
    errorType: 'server_error',
    code: action.code ?? 'server_error',
    message: fill(action.fail, caught),
  }
}

function findRule(
  rules: readonly ScriptRule[],
  request: ResponderRequest,
): { rule: ScriptRule; caught: Caught } | null {
  for (const rule of rules) {
    const caught = catchRule(rule, request)
    if (caught) return { rule, caught }
  }
  return null
}

function catchRule(rule: ScriptRule, { items }: ResponderRequest): Caught | null {
  const recent = sinceUser(items)
  const output = recent.findLast((item) => item.type === 'function_call_output')
  if (rule.result !== undefined) {
    if (output?.type !== 'function_call_output') return null
    const call = items.find((item) => item.type === 'function_call' && item.call_id === output.call_id)
    return call?.type === 'function_call' && call.name === rule.result ? caughtOutput(output.output) : null
  }
  if (rule.otherwise) return {}
  if (output) return null
  const spoke = items.some(isFromUser)
  if (rule.start) return spoke ? null : {}
  return spoke ? catchWords(rule.says ?? '', lastUserText(items)) : null
}

function caughtOutput(output: string): Caught {
  const caught: Record<string, string> = { output }
  try {
    const fields: unknown = JSON.parse(output)
    if (typeof fields !== 'object' || fields === null) return caught
    for (const [key, value] of Object.entries(fields)) caught[`output.${key}`] = String(value)
  } catch {
    // Plain text has no fields.
  }
  return caught
}

/** What a pattern catches in a sentence, or null when it does not fit. */
export function catchWords(pattern: string, text: string): Caught | null {
  if (pattern === '*') return {}
  const written = pattern.match(/^\/(.*)\/([a-z]*)$/s)
  const expression = written ? new RegExp(written[1]!, written[2]) : wordsPattern(pattern)
  const match = (written ? text : plain(text)).match(expression)
  return match ? { ...match.groups } : null
}

const plain = (text: string): string => text.replace(/[^\p{L}\p{N}'{}]+/gu, ' ').trim()

function wordsPattern(pattern: string): RegExp {
  const words = plain(pattern)
    .split(' ')
    .map((word) => {
      const name = word.match(/^\{(\w+)\}$/)?.[1]
      return name ? `(?<${name}>\\S+(?: \\S+){0,3}?)` : word.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
    })
  const open = pattern.trim().endsWith('}') ? '$' : '(?= |$)'
  return new RegExp(`(?:^| )${words.join(' ')}${open}`, 'iu')
}

const fill = (text: string, caught: Caught): string =>
  text.replace(/\{([\w.]+)\}/g, (whole, name: string) => caught[name] ?? whole)

function fillAll(value: unknown, caught: Caught): unknown {
  if (typeof value === 'string') return fill(value, caught)
  if (Array.isArray(value)) return value.map((entry) => fillAll(entry, caught))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, fillAll(entry, caught)]))
}

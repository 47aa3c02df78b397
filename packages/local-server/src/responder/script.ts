import { isObject } from '../validation/check.ts'

/** What a scripted agent does. The same script and the same conversation give the same answers. */
export interface Script {
  rules: readonly ScriptRule[]
}

/** The first rule that fits answers. Exactly one of `start`, `says`, `result`, `otherwise` says when. */
export interface ScriptRule {
  /** The session has been configured and nobody has spoken yet: the agent begins by itself. */
  start?: true
  /**
   * What the user says, in any spelling and punctuation, anywhere in the sentence: `weather in {city}` catches words under a
   * name. `/…/` is a regular expression, whose named groups are caught; `*` is anything, also speech that was not understood.
   */
  says?: string
  /** A call of this tool has been answered; `{output}` is what it gave, `{output.field}` a field of its JSON. */
  result?: string
  otherwise?: true
  do: readonly ScriptAction[]
}

export type ScriptAction =
  | string
  | { say: string }
  | { call: string; with?: Readonly<Record<string, unknown>> }
  /** Milliseconds. */
  | { wait: number }
  /** Ends the response as failed, with this message. */
  | { fail: string; code?: string }
  /** Ends the response as incomplete. */
  | { stop: 'max_output_tokens' | 'content_filter' }

/** Checks a script that was read from a file. Throws with the place and what belongs there. */
export function checkScript(value: unknown): Script {
  const rules = isObject(value) ? value['rules'] : value
  if (!Array.isArray(rules)) throw new Error('A script is a list of rules, or an object with the list under `rules`.')
  rules.forEach((rule, index) => checkRule(rule, `rules[${index}]`))
  return { rules: rules as ScriptRule[] }
}

const conditions = ['start', 'says', 'result', 'otherwise']
const actions = ['say', 'call', 'wait', 'fail', 'stop']

function checkRule(rule: unknown, path: string): void {
  if (!isObject(rule)) throw new Error(`${path} must be an object with \`do\` and one of ${conditions.join(', ')}.`)
  const given = conditions.filter((key) => rule[key] !== undefined)
  if (given.length !== 1) throw new Error(`${path} needs exactly one of ${conditions.join(', ')}.`)
  const unknown = Object.keys(rule).find((key) => !conditions.includes(key) && key !== 'do')
  if (unknown !== undefined) throw new Error(`${path}.${unknown} is not known.`)
  if (!Array.isArray(rule['do'])) throw new Error(`${path}.do must be a list of actions.`)
  rule['do'].forEach((action, index) => checkAction(action, `${path}.do[${index}]`))
}

function checkAction(action: unknown, path: string): void {
  if (typeof action === 'string') return
  const kind = isObject(action) ? actions.find((key) => action[key] !== undefined) : undefined
  if (!isObject(action) || kind === undefined)
    throw new Error(`${path} must be a text or one of ${actions.join(', ')}.`)
  const value = action[kind]
  const fits = kind === 'wait' ? typeof value === 'number' && value >= 0 : typeof value === 'string'
  if (!fits) throw new Error(`${path}.${kind} must be ${kind === 'wait' ? 'a number of milliseconds' : 'a text'}.`)
}

import { wordsOf } from './conversationText.ts'
import type { CallableTool, PropertySchema } from './toolSchema.ts'
import { digitsForWords, nameWords, stemOf } from './vocabulary.ts'

export interface FilledArguments {
  values: Record<string, unknown>
  /** Required parameters that were not said. */
  missing: string[]
}

const timeWords =
  /\b(today|tonight|tomorrow|yesterday|right now|now|currently|at the moment|this (morning|afternoon|evening|week|weekend)|next week|please|thanks|thank you|for me|(on )?(monday|tuesday|wednesday|thursday|friday|saturday|sunday))\b/gi
const isPlace = /city|location|place|town|country|destination|origin|address|region|state|where|airport|station/i
const isDay = /date|day|when|deadline/i
const isCode = /(^|_)(id|code|number|reference|sku|isbn)$|Id$|Number$|Code$/
const isSentence =
  /text|query|question|message|content|note|body|topic|title|task|subject|description|reason|prompt|term|keyword|search/i
const isName = /name|person|recipient|contact|who|user|customer|attendee/i

/** Reads the arguments of a call out of what was said, by the schema's types, names, choices and descriptions. */
export function fillArguments(text: string, tool: CallableTool, now: number): FilledArguments {
  const values: Record<string, unknown> = {}
  const missing: string[] = []
  const numbers = [...digitsForWords(text).matchAll(/-?\d+(?:\.\d+)?/g)].map(([digits]) => Number(digits))
  for (const [name, schema] of Object.entries(tool.properties)) {
    const value = valueOf(text, name, schema, numbers, now)
    if (value !== undefined && value !== '') values[name] = value
    else if (schema.default !== undefined && tool.required.includes(name)) values[name] = schema.default
    else if (tool.required.includes(name)) missing.push(name)
  }
  return { values, missing }
}

function valueOf(text: string, name: string, schema: PropertySchema, numbers: number[], now: number): unknown {
  if (schema.enum.length > 0) return choiceOf(text, schema.enum)
  switch (schema.type) {
    case 'number':
    case 'integer': {
      const number = numbers.shift()
      return number === undefined || schema.type === 'number' ? number : Math.round(number)
    }
    case 'boolean':
      return !/\b(no|not|don't|off|disable|without|never|stop)\b/i.test(text)
    case 'array': {
      const list = phraseFor(text, name, schema, now)
      return list ? list.split(/\s*(?:,|\band\b)\s*/).filter(Boolean) : undefined
    }
    case 'object':
      return undefined
    default:
      return phraseFor(text, name, schema, now)
  }
}

function choiceOf(text: string, choices: readonly (string | number)[]): string | number | undefined {
  const said = new Set(wordsOf(digitsForWords(text)).map(stemOf))
  return choices.find((choice) => {
    const words = nameWords(String(choice))
    return words.length > 0 && words.every((word) => said.has(stemOf(word)))
  })
}

function phraseFor(text: string, name: string, schema: PropertySchema, now: number): string | undefined {
  const about = `${name} ${schema.description}`
  if (/e-?mail/i.test(name))
    return text.match(/[\w.+-]+@[\w-]+\.[\w.]+/)?.[0] ?? text.match(/\b[\w.]+ at [\w]+ dot \w+\b/i)?.[0]
  if (schema.format === 'date' || schema.format === 'date-time') return dateOf(text, now, schema.format === 'date-time')
  if (/time/i.test(name) && !/zone/i.test(name)) {
    return digitsForWords(text).match(/\b\d{1,2}(:\d{2})? ?(a\.?m\.?|p\.?m\.?|o'clock)?\b|\bnoon\b|\bmidnight\b/i)?.[0]
  }
  if (/expression|formula|equation/i.test(name)) return expressionOf(text)
  if (isCode.test(name)) return codeOf(text)
  if (isPlace.test(name)) return placeOf(text)
  if (isDay.test(name))
    return text.match(
      /\b(today|tonight|tomorrow|(next |this )?(week(end)?|monday|tuesday|wednesday|thursday|friday|saturday|sunday))\b/i,
    )?.[0]
  if (isSentence.test(name)) return sentenceOf(text)
  if (isName.test(name)) return namedOf(text) ?? capitalised(text)
  if (isPlace.test(about)) return placeOf(text)
  return namedOf(text) ?? placeOf(text) ?? sentenceOf(text)
}

const tidy = (phrase: string): string =>
  phrase
    .replace(timeWords, ' ')
    .replace(/[\s.,!?;:]+$/g, '')
    .replace(/^[\s,]+/, '')
    .replace(/\s+/g, ' ')
    .trim()

/** The last "in Paris", "for New York", "to Rome"; capitals win over their absence, which recognisers sometimes leave out. */
function placeOf(text: string): string | undefined {
  const cleaned = text.replace(timeWords, ' ').replace(/\s+/g, ' ')
  const after = [
    ...cleaned.matchAll(
      /\b(?:in|at|for|to|near|from|of|around)\s+(?:the\s+(?:city|town)\s+of\s+)?((?:(?!\b(?:in|at|for|to|near|from|and|is|like|with|on)\b)[\p{L}'.-]+\s*){1,4})/giu,
    ),
  ]
    .map((match) => tidy(match[1]!))
    .filter((phrase) => phrase !== '' && !/^(the|a|an|my|me|it|you|there|here|what|this|that)$/i.test(phrase))
  return (
    after.findLast((phrase) => /^\p{Lu}/u.test(phrase)) ?? after.at(-1) ?? capitalised(cleaned) ?? bareAnswer(cleaned)
  )
}

/** "Paris." as the whole answer to a question. */
function bareAnswer(text: string): string | undefined {
  const words = tidy(text).split(' ')
  return words.length <= 3 && !/\b(weather|time|what|how|the)\b/i.test(text) && words[0] !== ''
    ? words.join(' ')
    : undefined
}

function capitalised(text: string): string | undefined {
  const names = [...text.matchAll(/(?<=\S\s)\p{Lu}[\p{L}'-]+(?:\s\p{Lu}[\p{L}'-]+)*/gu)]
    .map(([name]) => name)
    .filter((name) => !/^I('|$)/.test(name))
  return names.at(-1)
}

function codeOf(text: string): string | undefined {
  const digits = digitsForWords(text).replace(/(?<=\b\d) (?=\d\b)/g, '')
  return digits.match(/\b[A-Za-z]{0,4}-?\d[\w-]*\b/)?.[0]
}

function namedOf(text: string): string | undefined {
  const found = text.match(
    /\b(?:named?|called|name is|i'm|i am|this is|by|artist|person)\s+([\p{L}'-]+(?:\s\p{Lu}[\p{L}'-]+)*)/iu,
  )
  return found ? tidy(found[1]!) : undefined
}

/** What follows the request: "remind me to call mum" is about "call mum". */
function sentenceOf(text: string): string | undefined {
  const quoted = text.match(/["“]([^"”]+)["”]/)
  if (quoted) return quoted[1]
  const after = text.match(
    /\b(?:that says|saying|that|about|remind me to|me to|search (?:the web )?for|look up|look for|find|for|note|to)\s+(.+)$/i,
  )
  const phrase = tidy(after ? after[1]! : text)
  return phrase === '' ? undefined : phrase
}

/** "twelve times 3" as `12 * 3`. */
export function expressionOf(text: string): string | undefined {
  const written = digitsForWords(text)
    .replace(/\bplus\b|\band\b(?= \d)/gi, '+')
    .replace(/\bminus\b/gi, '-')
    .replace(/\b(times|multiplied by)\b|(?<=\d) ?x ?(?=\d)/gi, '*')
    .replace(/\b(divided by|over)\b/gi, '/')
  return written.match(/\(?-?\d+(?:\.\d+)?(?:\s*[-+*/^]\s*\(?-?\d+(?:\.\d+)?\)?)+/)?.[0].trim()
}

const dayNames = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday']

function dateOf(text: string, now: number, withTime: boolean): string | undefined {
  const written = text.match(/\b\d{4}-\d{2}-\d{2}\b/)?.[0]
  if (written) return written
  const lower = text.toLowerCase()
  const weekday = dayNames.findIndex((day) => lower.includes(day))
  const today = new Date(now).getUTCDay()
  let ahead: number | null = null
  if (/\btomorrow\b/.test(lower)) ahead = 1
  else if (/\byesterday\b/.test(lower)) ahead = -1
  else if (/\b(today|tonight|now)\b/.test(lower)) ahead = 0
  else if (weekday >= 0) ahead = (weekday - today + 7) % 7 || 7
  if (ahead === null) return undefined
  const iso = new Date(now + ahead * 86_400_000).toISOString()
  return withTime ? iso : iso.slice(0, 10)
}

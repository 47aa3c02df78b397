import { wordsOf } from './conversationText.ts'
import { introduction, personaOf } from './persona.ts'
import { joined, sentence } from './speakOutput.ts'
import { expressionOf } from './toolArguments.ts'
import type { CallableTool } from './toolSchema.ts'
import { isHandoff } from './toolMatch.ts'
import { digitsForWords, nameWords } from './vocabulary.ts'

export interface TalkContext {
  instructions: string
  tools: readonly CallableTool[]
  /** What the user said before, oldest first. */
  earlier: readonly string[]
  lastAnswer: string
  chance: number
  now: number
}

type Reply = string | ((match: RegExpMatchArray, context: TalkContext) => string)

const pick = (context: TalkContext, ...phrases: readonly string[]): string =>
  phrases[Math.floor(context.chance * phrases.length)] ?? phrases[0]!

const jokes = [
  'Why did the computer go to the doctor? It had caught a virus.',
  'Why do programmers confuse Halloween and Christmas? Because October thirty one equals December twenty five.',
  'There are ten kinds of people: those who understand binary, and those who do not.',
]

const story =
  'Once upon a time, in a small harbour town, there lived a lighthouse keeper named Mira. Every evening she climbed two hundred steps to light the lamp. ' +
  'One stormy night the lamp went out, and a fishing boat was still at sea. Mira could not make it burn again, so she took her old brass trumpet and began to play. ' +
  'She played every song she knew, and when she had no more songs she made up new ones. Far out on the water the captain heard the music, and steered towards it. ' +
  'Just before dawn the boat came safely into the harbour. From that day on, the people of the town said that a good voice is a kind of light. ' +
  'And whenever fog rolled in from the sea, they all came up to the tower, and sang. The end.'

const capitals: Readonly<Record<string, string>> = {
  australia: 'Canberra',
  france: 'Paris',
  germany: 'Berlin',
  italy: 'Rome',
  spain: 'Madrid',
  japan: 'Tokyo',
  korea: 'Seoul',
  china: 'Beijing',
  england: 'London',
  canada: 'Ottawa',
  brazil: 'Brasilia',
  india: 'New Delhi',
  portugal: 'Lisbon',
  austria: 'Vienna',
  greece: 'Athens',
  egypt: 'Cairo',
  norway: 'Oslo',
  sweden: 'Stockholm',
  poland: 'Warsaw',
  ireland: 'Dublin',
}

const replies: readonly (readonly [RegExp, Reply])[] = [
  [
    /\b(?:say|repeat after me|repeat)[:,]? (?:exactly |the words? )?["“']?(.{2,})["”']?$/i,
    (match) => sentence(match[1]!.replace(/["”']$/, '')),
  ],
  [/\bcount (?:(?:up )?to|from (\w+) to) (\w+)/i, (match) => countTo(match)],
  [/\b(story|tale|something long|long answer|keep talking|talk for a while)\b/i, story],
  [/\b(joke|make me laugh|something funny)\b/i, (_, context) => pick(context, ...jokes)],
  [/\bpoem\b/i, 'Roses are red, violets are blue. My voice is synthetic, but I speak just for you.'],
  [/\b(what(?:'s| is) my name|do you (?:know|remember) my name)\b/i, (_, { earlier }) => rememberName(earlier)],
  [
    /\b(?:my name is|call me) (\p{L}+)/iu,
    (match) => `Nice to meet you, ${match[1]!.charAt(0).toUpperCase()}${match[1]!.slice(1)}. What can I do for you?`,
  ],
  [
    /\bwhat did i (?:just )?say\b/i,
    (_, { earlier }) =>
      earlier.length > 0 ? `You said: ${sentence(earlier.at(-1)!)}` : 'You have not said anything before that.',
  ],
  [
    /\b(?:say that again|repeat that|pardon|what did you (?:just )?say|once more)\b/i,
    (_, { lastAnswer }) => (lastAnswer ? lastAnswer : 'I have not said anything yet.'),
  ],
  [
    /\b(who|what) are you\b|\byour name\b|\bintroduce yourself\b|\bare you (?:a |an )?(real|human|robot|bot|ai|person|computer)\b/i,
    (_, context) => whoAmI(context),
  ],
  [/\bwhat can you do\b|\bhow can you help\b|\bcan you help\b|\bwhat do you do\b/i, (_, context) => abilities(context)],
  [
    /\bcan you hear me\b|\bare you there\b|\b(?:mic(?:rophone)?|sound) (?:check|test)\b|^(?:testing|test)\b/i,
    'Yes, I can hear you.',
  ],
  [
    /\bhow are you\b|\bhow(?:'s| is) it going\b|\bhow do you do\b/i,
    (_, context) =>
      pick(context, "I'm very well, thank you. How are you?", "I'm fine, thanks for asking. What can I do for you?"),
  ],
  [
    /\b(thank you|thanks|cheers|much appreciated)\b/i,
    (_, context) => pick(context, "You're welcome.", 'My pleasure.', 'Any time.'),
  ],
  [
    /\b(goodbye|bye|see you|good night|farewell|that's all|that is all)\b/i,
    (_, context) => pick(context, 'Goodbye. It was nice talking to you.', 'Bye for now.'),
  ],
  [/\bcapital (?:city )?of (?:the )?(?:south )?(\w+)/i, (match) => capitalOf(match[1]!)],
  [/\bhow many planets\b/i, 'There are eight planets in the solar system.'],
  [
    /\bwhat(?:'s| is)? (?:the )?time\b|\bwhat time\b/i,
    (_, { now }) => `It is ${new Date(now).toLocaleTimeString('en-US', { hour: 'numeric', minute: '2-digit' })}.`,
  ],
  [
    /\bwhat(?:'s| is)? (?:the |today's )?(?:date|day)\b|\bwhich day\b|\bwhat day\b/i,
    (_, { now }) =>
      `Today is ${new Date(now).toLocaleDateString('en-US', { weekday: 'long', month: 'long', day: 'numeric' })}.`,
  ],
  [/^(?:yes|yeah|yep|sure|of course|right|correct|ok|okay)\b.{0,12}$/i, 'Good. What would you like to do next?'],
  [/^(?:no|nope|not really|never mind|nothing)\b.{0,16}$/i, "All right. I'm here if you need me."],
  [/\b(stop|wait|hold on|be quiet|shut up|enough)\b/i, 'All right.'],
  [/^(?:\W*)(?:hi|hello|hey|good (?:morning|afternoon|evening)|howdy|greetings)\b/i, (_, context) => greeting(context)],
]

/** An answer without any tool, or null when nothing fits. */
export function smallTalk(text: string, context: TalkContext): string | null {
  const sum = calculate(text)
  if (sum !== null) return sum
  for (const [pattern, reply] of replies) {
    const match = text.match(pattern)
    if (match) return typeof reply === 'string' ? reply : reply(match, context)
  }
  return null
}

export function greeting(context: TalkContext): string {
  return `Hello. ${introduction(personaOf(context.instructions))} How can I help you?`
}

function whoAmI(context: TalkContext): string {
  const intro = introduction(personaOf(context.instructions))
  return `${intro} To be honest, I am a simple program running on this computer: I hear you and I speak, but there is no language model behind me.`
}

function abilities({ tools }: TalkContext): string {
  const able = tools
    .filter((tool) => !isHandoff(tool))
    .slice(0, 4)
    .map((tool) => nameWords(tool.name).join(' '))
  if (able.length === 0)
    return 'I can chat a little, count, do sums, and tell you a joke or a story. You can interrupt me at any time.'
  return `I can use ${able.length === 1 ? 'a tool' : 'some tools'}: ${joined(able)}. I can also count, and tell you a joke or a story.`
}

export function unsure(text: string, context: TalkContext): string {
  const heard = wordsOf(text).length <= 14 ? `I heard: ${sentence(text)} ` : ''
  return `${heard}${pick(
    context,
    'I am only a small offline voice, so I have no good answer to that. Ask me what I can do.',
    'That is beyond a small offline voice like me. Try asking for a joke or a story.',
  )}`
}

function countTo(match: RegExpMatchArray): string {
  const from = match[1] === undefined ? 1 : Number(digitsForWords(match[1]))
  const to = Number(digitsForWords(match[2]!))
  if (!Number.isInteger(to) || !Number.isInteger(from)) return 'I can count, but to which number?'
  const last = Math.min(to, from + 99)
  const numbers = Array.from({ length: Math.max(0, last - from + 1) }, (_, index) => String(from + index))
  const groups: string[] = []
  for (let at = 0; at < numbers.length; at += 10) groups.push(`${numbers.slice(at, at + 10).join(', ')}.`)
  return groups.join(' ') || 'There is nothing to count.'
}

function rememberName(earlier: readonly string[]): string {
  const said = earlier.findLast((text) => /\bmy name is \p{L}+|\bcall me \p{L}+/iu.test(text))
  const name = said?.match(/\b(?:my name is|call me) (\p{L}+)/iu)?.[1]
  return name ? `Your name is ${name.charAt(0).toUpperCase()}${name.slice(1)}.` : 'You have not told me your name yet.'
}

function capitalOf(country: string): string {
  const capital = capitals[country.toLowerCase()]
  return capital ? `The capital of ${country} is ${capital}.` : `I do not know the capital of ${country}.`
}

function calculate(text: string): string | null {
  if (!/\b(what(?:'s| is)|calculate|how much is|compute)\b/i.test(text)) return null
  const parts = expressionOf(text)?.match(/^(-?[\d.]+)\s*([-+*/])\s*(-?[\d.]+)$/)
  if (!parts) return null
  const [a, b] = [Number(parts[1]), Number(parts[3])]
  const result = { '+': a + b, '-': a - b, '*': a * b, '/': b === 0 ? Number.NaN : a / b }[parts[2] as '+']
  return Number.isFinite(result) ? `That is ${Number(result.toFixed(4))}.` : 'That cannot be divided.'
}

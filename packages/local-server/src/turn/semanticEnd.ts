/** How complete an utterance sounds when its words are read. */
export type Completeness = 'complete' | 'unsure' | 'incomplete'

/** How long silence must last before the turn ends, in milliseconds, by eagerness. The longest waits are the documented ones: about 8, 4 and 2 s. */
const waits: Readonly<Record<'low' | 'medium' | 'high', Readonly<Record<Completeness, number>>>> = {
  low: { complete: 900, unsure: 2400, incomplete: 8000 },
  medium: { complete: 450, unsure: 1200, incomplete: 4000 },
  high: { complete: 250, unsure: 600, incomplete: 2000 },
}

/** `text` is null while the words are not known yet (or never will be): then only silence can tell. */
export function silenceForSemanticEnd(eagerness: 'low' | 'medium' | 'high' | 'auto', text: string | null): number {
  return waits[eagerness === 'auto' ? 'medium' : eagerness][text === null ? 'unsure' : completenessOf(text)]
}

/** Words after which nobody stops for good. */
const dangling = new Set(
  (
    'a an the and or but so because since if when while although than that which who whose what where how why ' +
    'to of in on at by for from with without about into onto over under between through during before after ' +
    'my your his her its our their this these those some any every each no is are am was were be been do does did ' +
    'have has had will would can could should may might must i we they he she let lets please um uh er hmm'
  ).split(' '),
)
/** Short utterances that are whole although they end in such a word. */
const whole =
  /^(what|why|how|where|when|who|which|please|like this|i am|i do|i did|i can|i will|yes i (do|am|did|can|will)|so what|what for|who is it|what is that|where to|hmm)$/

export function completenessOf(text: string): Completeness {
  const trimmed = text.trim()
  if (trimmed === '') return 'unsure'
  const words = trimmed
    .toLowerCase()
    .replace(/[^\p{L}\p{N}' ]+/gu, ' ')
    .trim()
    .split(/\s+/)
  const last = words.at(-1) ?? ''
  if (/(\.\.\.|…|[,;:–—-])$/.test(trimmed)) return 'incomplete'
  // Recognisers put a full stop after anything, but a question or exclamation mark only where they heard one.
  if (/[!?]["')]?$/.test(trimmed)) return 'complete'
  if (dangling.has(last.replace(/'/g, '')) && !whole.test(words.join(' '))) return 'incomplete'
  if (/\.["')]?$/.test(trimmed)) return 'complete'
  return 'unsure'
}

/** Who the instructions say the agent is. */
export interface Persona {
  name: string | null
  /** "a friendly pizza assistant", with its article. */
  role: string | null
}

const role = /\byou(?:'re| are)\s+((?:a|an|the)\s+[^.;:!?\n]{3,160})/i
const name = String.raw`["“']?(\p{Lu}[\p{L}\p{N}'-]*(?:\s\p{Lu}[\p{L}\p{N}'-]*)*)`
// Only the first letters may be of either case: a name is told from other words by its capital.
const calledName = new RegExp(
  String.raw`\b(?:[Yy]our name is|[Yy]ou(?:'re| are) (?:called|named)|(?:[Aa]ssistant|[Aa]gent|[Bb]ot|[Cc]oncierge|[Gg]uide|[Hh]elper|[Hh]ost|[Rr]eceptionist) (?:called|named)|[Cc]all yourself|[Ii]ntroduce yourself as)\s+${name}`,
  'u',
)
const directName = new RegExp(String.raw`\b[Yy]ou(?:'re| are)\s+${name}`, 'u')

/** What says how somebody is, not what: after such a word the noun is still to come. */
const adjective =
  /^(?:.+(?:ful|ous|less|able|ible|ish|ly|istic|etic|ing)|warm|kind|calm|patient|smart|upbeat|witty|funny|polite|concise|honest|professional|creative|supportive|expressive|attentive|proactive|interactive|positive|brief|clever|curious|chatty|gentle|happy|playful|quick|quirky|bubbly|relaxed|dedicated|seasoned|experienced|skilled|trained|sharp|sweet|casual|formal|efficient|precise|wise|young|old|multilingual|bilingual|very|highly)$/i

export function personaOf(instructions: string): Persona {
  const found = instructions.match(role)?.[1]
  return {
    name: (instructions.match(calledName) ?? instructions.match(directName))?.[1] ?? null,
    role: found === undefined ? null : plainRole(found),
  }
}

/** "a helpful, friendly guide" of "a helpful, friendly guide, who never lies"; null for what says nothing or is cut off. */
function plainRole(found: string): string | null {
  const [article = 'a', ...rest] = found.trim().split(/\s+/)
  const words: string[] = []
  for (const raw of rest) {
    const word = raw.replace(/,$/, '')
    if (/^(?:that|who|which|for|named|called)$/i.test(word)) break
    // "and" goes on with the description as long as its noun has not come.
    if (/^(?:and|but|yet)$/i.test(word) && !adjective.test(words.at(-1)?.replace(/,$/, '') ?? '')) break
    words.push(raw)
    if (raw.endsWith(',') && !adjective.test(word)) break
  }
  const said = words.join(' ').replace(/,$/, '')
  const noun = words.at(-1)?.replace(/,$/, '') ?? ''
  if (noun === '' || adjective.test(noun) || words.length > 12) return null
  const nothingSpecial = words
    .slice(0, -1)
    .every((word) => /^(?:and|ai|voice|virtual)$/i.test(word) || adjective.test(word.replace(/,$/, '')))
  return /^assistant$/i.test(noun) && nothingSpecial ? null : `${article} ${said}`
}

export function introduction({ name: called, role: does }: Persona): string {
  if (called && does) return `I'm ${called}, ${does}.`
  if (called) return `I'm ${called}.`
  if (does) return `I'm ${does}.`
  return "I'm your voice assistant."
}

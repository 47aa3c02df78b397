/** Who the instructions say the agent is. */
export interface Persona {
  name: string | null
  /** "a friendly pizza assistant", with its article. */
  role: string | null
}

const role = /\byou(?:'re| are)\s+((?:a|an|the)\s+[^.,;:!?\n]{3,80})/i
const calledName =
  /\b(?:your name is|you(?:'re| are) (?:called|named)|(?:assistant|agent|bot|concierge|guide|helper|host|receptionist) (?:called|named)|call yourself|introduce yourself as)\s+["“']?(\p{Lu}[\p{L}\p{N}'-]*(?:\s\p{Lu}[\p{L}\p{N}'-]*)*)/u
const directName = /\b[Yy]ou(?:'re| are)\s+(\p{Lu}[\p{L}\p{N}'-]*(?:\s\p{Lu}[\p{L}\p{N}'-]*)*)/u

export function personaOf(instructions: string): Persona {
  const name = (instructions.match(calledName) ?? instructions.match(directName))?.[1] ?? null
  const found = instructions.match(role)?.[1]?.trim() ?? null
  const plain = found === null ? null : found.replace(/\s+(?:that|who|which|for|named|called|and)\b.*$/i, '')
  return {
    name,
    role: plain !== null && /\b(helpful|voice) ?,? ?(friendly )?(voice )?assistant$/i.test(plain) ? null : plain,
  }
}

export function introduction({ name, role }: Persona): string {
  if (name && role) return `I'm ${name}, ${role}.`
  if (name) return `I'm ${name}.`
  if (role) return `I'm ${role}.`
  return "I'm your voice assistant."
}

/** Moonshine writes a few words in the spelling of its oldest books; readers and rules expect today's. */
export function tidyTranscript(text: string): string {
  return text
    .replace(/\b(to)-(day|night|morrow)\b/gi, '$1$2')
    .replace(/\bgood-by(e)?\b/gi, (match) => `${match[0]}oodbye`)
    .replace(/\s+/g, ' ')
    .trim()
}

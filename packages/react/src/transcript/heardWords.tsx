import type { ReactElement } from 'react'
import type { Part } from '../internal/PartProps.ts'

/** A text word by word. Keys are places in the text, so that a word which becomes heard keeps its element and fades. */
export function heardWords(
  Word: Part<{ unheard?: boolean; children?: string }>,
  { text, heard }: { text: string; heard: string },
): ReactElement[] {
  const heardLength = heard.trimEnd().length
  return [...text.matchAll(/\s*\S+\s*/g)].map((match) => (
    <Word key={match.index} unheard={match.index >= heardLength}>
      {match[0]}
    </Word>
  ))
}

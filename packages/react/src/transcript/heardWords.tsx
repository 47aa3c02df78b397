import { memo, type MemoExoticComponent, type ReactElement } from 'react'
import type { Part } from '../internal/PartProps.ts'

type WordPart = Part<{ unheard?: boolean; children?: string }>

/** Words that stay as they are do not render again: a delta costs its own word, however long the turn is. */
export const keptWord = (Word: WordPart): MemoExoticComponent<WordPart> => memo(Word)

/** A text word by word. Keys are places in the text, so that a word which becomes heard keeps its element and fades. */
export function heardWords(
  Word: MemoExoticComponent<WordPart>,
  { text, heard }: { text: string; heard: string },
): ReactElement[] {
  const heardLength = heard.trimEnd().length
  return [...text.matchAll(/\s*\S+\s*/g)].map((match) => (
    <Word key={match.index} unheard={match.index >= heardLength}>
      {match[0]}
    </Word>
  ))
}

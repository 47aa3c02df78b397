import { memo, type MemoExoticComponent, type ReactElement } from 'react'
import type { Part } from '../internal/PartProps.ts'

type WordPart = Part<{ unheard?: boolean; children?: string }>

/** Words that stay as they are do not render again: a delta costs its own word, however long the turn is. */
export const keptWord = (Word: WordPart): MemoExoticComponent<WordPart> => memo(Word)

/** Nobody speaks as long as this: what comes in such a piece is shown in two, heard and unheard. */
const mostLetters = 20_000

/** A text word by word. Keys are places in the text, so that a word which becomes heard keeps its element and fades. */
export function heardWords(
  Word: MemoExoticComponent<WordPart>,
  { text, heard }: { text: string; heard: string },
): ReactElement[] {
  const heardLength = heard.trimEnd().length
  if (text.length > mostLetters) {
    return [text.slice(0, heardLength), text.slice(heardLength)].map((part, index) => (
      <Word key={index} unheard={index > 0}>
        {part}
      </Word>
    ))
  }
  return [...text.matchAll(/\s*\S+\s*/g)].map((match) => (
    <Word key={match.index} unheard={match.index >= heardLength}>
      {match[0]}
    </Word>
  ))
}

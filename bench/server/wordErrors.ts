/** How many words are wrong, missing or too many, by the fewest changes. Spelling, not meaning, is forgiven: digits are words. */
export function wordErrors(said: string, heard: string): { wrong: number; words: number } {
  const expected = wordsOf(said)
  const found = wordsOf(heard)
  let row = found.map((_, i) => i + 1)
  for (const [i, word] of expected.entries()) {
    let diagonal = i
    let left = i + 1
    row = row.map((above, j) => {
      const cost = Math.min(above + 1, left + 1, diagonal + (found[j] === word ? 0 : 1))
      diagonal = above
      left = cost
      return cost
    })
  }
  return { wrong: row.at(-1) ?? expected.length, words: expected.length }
}

const digits = 'zero one two three four five six seven eight nine ten eleven twelve'.split(' ')
const spellings: Readonly<Record<string, string>> = { mr: 'mister', mrs: 'missus', ok: 'okay' }

const wordsOf = (text: string): string[] =>
  text
    .toLowerCase()
    .replaceAll('’', "'")
    .replace(/[^\p{L}\p{N}' ]+/gu, ' ')
    .split(/\s+/)
    .filter((word) => word !== '')
    .map((word) => digits[Number(word)] ?? spellings[word] ?? word)

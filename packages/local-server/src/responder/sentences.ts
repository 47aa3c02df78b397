/** Abbreviations whose full stop ends no sentence. */
const abbreviation = /(?:^|\s)(?:mr|mrs|ms|dr|prof|st|vs|etc|no|e\.g|i\.e|a\.m|p\.m|approx)\.$/i
const shortestClause = 40

/**
 * Cuts text that arrives bit by bit into pieces to be spoken. Together the pieces and the rest are the text, unchanged.
 * A long first stretch without a full stop is also cut at a comma, so that speech begins early.
 */
export function takeSentences(text: string, last: boolean): { sentences: string[]; rest: string } {
  const sentences: string[] = []
  let start = 0
  const boundary = /[.!?\u2026\u3002\uff01\uff1f]+["')\]\u201d\u2019]*(?=\s)|\n+|[,;:\u2014](?=\s)/g
  for (const match of text.matchAll(boundary)) {
    const end = match.index + match[0].length
    const piece = text.slice(start, end)
    const clause = /^[,;:\u2014]/.test(match[0])
    if (clause ? piece.length < shortestClause : abbreviation.test(piece)) continue
    if (piece.trim() === '') continue
    sentences.push(piece)
    start = end
  }
  const rest = text.slice(start)
  // Nothing more will come: what is left is the end.
  if (last && rest.trim() !== '') return { sentences: [...sentences, rest], rest: '' }
  if (last) {
    if (sentences.length > 0 && rest !== '') sentences.push(sentences.pop()! + rest)
    return { sentences, rest: '' }
  }
  return { sentences, rest }
}

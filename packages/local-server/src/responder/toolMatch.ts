import { wordsOf } from './conversationText.ts'
import type { CallableTool } from './toolSchema.ts'
import { nameWords, plainVerbs, stemOf, stopWords } from './vocabulary.ts'

const enough = 2

/** The tool that fits what was said best, or null when none fits well enough. */
export function matchTool(text: string, tools: readonly CallableTool[]): CallableTool | null {
  let best: CallableTool | null = null
  let bestScore = 0
  for (const tool of tools) {
    const score = scoreTool(text, tool)
    if (score > bestScore) {
      best = tool
      bestScore = score
    }
  }
  return bestScore >= enough ? best : null
}

const meaningful = (words: readonly string[]): Set<string> =>
  new Set(words.filter((word) => !stopWords.has(word)).map(stemOf))

/** Names count most, then what the tool says about itself, then its parameters and their choices. */
function scoreTool(text: string, tool: CallableTool): number {
  const said = meaningful(wordsOf(text))
  if (said.size === 0) return 0
  if (isHandoff(tool)) return scoreHandoff(text, said, tool)
  let score = 0
  for (const word of new Set(nameWords(tool.name).map(stemOf))) {
    if (said.has(word)) score += plainVerbs.has(word) ? 0.4 : 2.5
  }
  const described = meaningful(wordsOf(tool.description))
  for (const word of described) if (said.has(word) && !plainVerbs.has(word)) score += 0.9
  for (const [name, property] of Object.entries(tool.properties)) {
    for (const value of property.enum) {
      if (wordsOf(String(value)).some((word) => said.has(stemOf(word)))) score += 0.8
    }
    if (nameWords(name).some((word) => said.has(stemOf(word)) && !plainVerbs.has(word))) score += 0.4
  }
  return score
}

export const isHandoff = (tool: Pick<CallableTool, 'name'>): boolean =>
  /^(transfer|handoff|hand_off|switch)_to_/i.test(tool.name)

const asksForTransfer =
  /\b(transfer|connect|hand (me|this|it) (over|off)|put me through|switch( me)?( over)? to|pass me|(talk|speak) (to|with)|i (want|need|would like|'d like) (to|the|a|an|some)|can i (get|have|talk|speak)|get me|department|specialist|agent|team)\b/i

/** A handoff is asked for by naming the other agent, or by a request that its description plainly covers. */
function scoreHandoff(text: string, said: ReadonlySet<string>, tool: CallableTool): number {
  const target = nameWords(tool.name.replace(/^[a-z]+(?:_off)?_to_/i, '')).filter((word) => word !== 'agent')
  const named = target.filter((word) => said.has(stemOf(word))).length
  const described = [
    ...meaningful(wordsOf(tool.description.replace(/^handoff to the .*? agent to handle the request\.?/i, ''))),
  ].filter((word) => said.has(word) && !plainVerbs.has(word) && word !== 'human').length
  if (named > 0 && asksForTransfer.test(text)) return 4 + named
  return named * 1.2 + described * 0.9
}

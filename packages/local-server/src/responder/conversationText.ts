import type { WireItem } from '@parley/core/protocol'

/** The words of a message, whether typed or spoken. */
export function textOfItem(item: WireItem): string {
  if (item.type !== 'message') return ''
  return item.content
    .map((part) => ('text' in part ? part.text : 'transcript' in part ? (part.transcript ?? '') : ''))
    .join(' ')
    .trim()
}

export const isFromUser = (item: WireItem): boolean => item.type === 'message' && item.role === 'user'

export function lastUserText(items: readonly WireItem[]): string {
  const item = items.findLast(isFromUser)
  return item ? textOfItem(item) : ''
}

/** What came after the user last spoke, or everything when nobody has. */
export function sinceUser(items: readonly WireItem[]): readonly WireItem[] {
  return items.slice(items.findLastIndex(isFromUser) + 1)
}

export function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+(?:['’][\p{L}]+)?/gu) ?? []
}

import type { RealtimeItem } from '@parley/core'

/** What people would see of an item, without ids and times, so that two runs can be compared. */
export interface Line {
  who: string
  text: string
  status: string
}

export function linesOf(history: readonly RealtimeItem[]): Line[] {
  return history.map((item) => {
    if (item.type !== 'message') {
      return { who: item.type, text: `${item.name}(${item.arguments}) → ${item.output ?? '…'}`, status: item.status }
    }
    const text = item.content
      .map((part) => {
        if (part.type === 'input_image') return '[image]'
        return part.type === 'input_text' || part.type === 'output_text' ? part.text : (part.transcript ?? '…')
      })
      .join(' ')
    const cut = item.role === 'assistant' && item.interrupted
    return { who: item.role, text, status: cut ? 'interrupted' : item.status }
  })
}

export const lineText = ({ who, text, status }: Line): string => `${who}: ${text} [${status}]`

/** Nothing more will come of it: it was said to its end, or the call has its output. */
export const isWhole = ({ text, status }: Line): boolean => status === 'completed' && !text.endsWith('…')

import { clipped } from './shownText.ts'

const mostLetters = 5000

/** The arguments of a call as pairs of words, for people: `unit_price` becomes `unit price`, nested values JSON. */
export function argumentEntries(args: unknown): [name: string, value: string][] {
  if (typeof args !== 'object' || args === null || Array.isArray(args)) {
    return args === undefined || args === '' ? [] : [['', text(args)]]
  }
  return Object.entries(args).map(([key, value]) => [
    key.replace(/(?<=[a-z0-9])[A-Z](?=[a-z])/g, (letter) => ` ${letter.toLowerCase()}`).replaceAll('_', ' '),
    text(value),
  ])
}

/** The same in one line: words for themselves, numbers with their names, what is on by its name alone; what is off is left out. */
export function argumentSummary(args: unknown): string {
  return argumentEntries(args)
    .filter(([name, value]) => !name || !/^(false|null)$/.test(value))
    .map(([name, value]) =>
      !name || !/^(true|-?[\d.]+)$/.test(value) ? value : value === 'true' ? name : `${name} ${value}`,
    )
    .join(', ')
}

function text(value: unknown): string {
  return clipped(typeof value === 'string' ? value : (JSON.stringify(value) ?? ''), mostLetters)
}

/** Indented, where it is JSON. What turns the direction of writing is spelled out: in a line of code nothing may change places. */
export function prettyJson(value: unknown): string {
  return indented(value).replace(/[\u202A-\u202E\u2066-\u2069]/g, (turn) => `\\u${turn.charCodeAt(0).toString(16)}`)
}

function indented(value: unknown): string {
  if (typeof value === 'string') {
    try {
      return JSON.stringify(JSON.parse(value), null, 2)
    } catch {
      return value
    }
  }
  return JSON.stringify(value, null, 2) ?? ''
}

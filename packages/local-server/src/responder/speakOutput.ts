import { nameWords } from './vocabulary.ts'

/** The output of a tool as something to say. What the call itself named (`known`) is not told back. */
export function speakOutput(output: string, known: string = ''): string {
  const trimmed = output.trim()
  if (trimmed === '') return 'Done.'
  let value: unknown = trimmed
  try {
    value = JSON.parse(trimmed)
  } catch {
    // Plain words are spoken as they are.
  }
  return sentence(speakValue(value, known))
}

const sentenceFields = ['message', 'text', 'summary', 'answer', 'content', 'description', 'result', 'output', 'status']
const hiddenFields = /(^|_)(id|url|uri|href|token|timestamp|icon|image|lat|lon|latitude|longitude)$|Id$|Url$/

function speakValue(value: unknown, known: string): string {
  if (value === null || value === undefined) return 'Done'
  if (typeof value === 'boolean') return value ? 'Yes' : 'No'
  if (typeof value === 'number') return `The answer is ${value}`
  if (typeof value === 'string') return value
  if (Array.isArray(value)) return speakList(value)
  const record = value as Record<string, unknown>
  if (typeof record['error'] === 'string') return `That did not work: ${record['error']}`
  const whole = sentenceFields
    .map((key) => record[key])
    .find((entry) => typeof entry === 'string' && entry.includes(' '))
  if (typeof whole === 'string') return whole
  const told = Object.entries(record).filter(
    ([key, entry]) => !hiddenFields.test(key) && entry !== null && entry !== '',
  )
  const fresh = told.filter(([, entry]) => !(typeof entry === 'string' && known.includes(JSON.stringify(entry))))
  const facts = fresh.length > 0 ? fresh : told
  if (facts.length === 0) return 'Done'
  if (facts.length === 1 && /^(ok|success|done)$/.test(facts[0]![0])) return facts[0]![1] ? 'Done' : 'That did not work'
  return joined(facts.slice(0, 6).map(([key, entry]) => `the ${nameWords(key).join(' ')} is ${brief(entry)}`))
}

function speakList(list: readonly unknown[]): string {
  if (list.length === 0) return 'I found nothing'
  const named = list.slice(0, 5).map(brief)
  const more = list.length > named.length ? `, and ${list.length - named.length} more` : ''
  return `I found ${list.length}: ${joined(named)}${more}`
}

function brief(value: unknown): string {
  if (Array.isArray(value)) return joined(value.slice(0, 5).map(brief))
  if (typeof value === 'object' && value !== null) {
    const record = value as Record<string, unknown>
    const name = ['name', 'title', 'label', 'summary']
      .map((key) => record[key])
      .find((entry) => typeof entry === 'string')
    return typeof name === 'string'
      ? name
      : joined(
          Object.entries(record)
            .slice(0, 4)
            .map(([key, entry]) => `${nameWords(key).join(' ')} ${brief(entry)}`),
        )
  }
  return String(value)
}

export function joined(parts: readonly string[]): string {
  if (parts.length < 2) return parts.join('')
  return `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)!}`
}

/** With a capital at the beginning and a stop at the end. */
export function sentence(text: string): string {
  const trimmed = text.trim()
  const capital = trimmed.charAt(0).toUpperCase() + trimmed.slice(1)
  return /[.!?…]["')]?$/.test(capital) ? capital : `${capital}.`
}

/** What a tool returned, as the text the model is told: strings as they are, everything else as JSON; never throws. */
export function serializeOutput(output: unknown): string {
  if (typeof output === 'string') return output
  if (output === undefined) return ''
  if (output instanceof Error) return `${output.name}: ${output.message}`
  try {
    const ancestors: unknown[] = []
    const text = JSON.stringify(output, function (this: unknown, _key, value: unknown) {
      if (typeof value === 'bigint') return value.toString()
      if (value instanceof Map) return Object.fromEntries(value)
      if (value instanceof Set) return [...value]
      if (value instanceof Error) return { name: value.name, message: value.message }
      if (typeof value !== 'object' || value === null) return value
      while (ancestors.length > 0 && ancestors.at(-1) !== this) ancestors.pop()
      if (ancestors.includes(value)) return '[circular]'
      ancestors.push(value)
      return value
    })
    return text ?? unreadable
  } catch {
    return unreadable
  }
}

const unreadable = '[unreadable result]'

/**
 * A text that is the same for values that say the same, whatever the order of their keys: to see whether an inline object
 * changed. Functions count only as being there, since they are read late; cycles are cut.
 */
export function stableStringify(value: unknown): string {
  const open = new Set<object>()
  const write = (part: unknown): string => {
    if (typeof part === 'function') return '"ƒ"'
    if (typeof part !== 'object' || part === null) return JSON.stringify(part) ?? 'null'
    if (open.has(part)) return '"↺"'
    open.add(part)
    const text = Array.isArray(part)
      ? `[${part.map(write).join()}]`
      : `{${Object.entries(part)
          .filter(([, inner]) => inner !== undefined)
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([key, inner]) => `${JSON.stringify(key)}:${write(inner)}`)
          .join()}}`
    open.delete(part)
    return text
  }
  return write(value)
}

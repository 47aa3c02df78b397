type Fields = Record<string, unknown>

/** Whether two values say the same, in whatever order their keys stand: a missing key is an undefined one, and of bytes the number counts. */
export function sameValue(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true
  if (typeof a !== 'object' || typeof b !== 'object' || !a || !b) return false
  if (a instanceof Uint8Array) return b instanceof Uint8Array && a.length === b.length
  return Object.keys({ ...a, ...b }).every((key) => sameValue((a as Fields)[key], (b as Fields)[key]))
}

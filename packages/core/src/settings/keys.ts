import { type ConfigError, invalidOption } from '../errors.ts'
import { sameValue } from '../sameValue.ts'

/**
 * Options may be spelled in camelCase or in the quickstart's snake_case. A shape names the keys there are; `true` is a plain
 * value, a shape is a nested object, a function normalises a value of its own.
 */
export interface Shape {
  readonly [key: string]: true | Shape | ((value: unknown, path: string) => unknown)
}

export const snakeCase = (key: string): string => key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

/**
 * The object with camelCase keys. Absent and `undefined` keys are left out, null is kept.
 * @throws ConfigError `invalid_option` for a key that does not exist, or one spelled twice with different values.
 */
export function camelKeys(value: unknown, shape: Shape, path: string): Record<string, unknown> {
  if (!isObject(value)) return fail(path, 'an object')
  const byName = new Map(Object.keys(shape).flatMap((key) => [[key, key] as const, [snakeCase(key), key] as const]))
  const spelled = new Map<string, string>()
  const out: Record<string, unknown> = {}
  for (const [name, raw] of Object.entries(value)) {
    if (raw === undefined) continue
    const key = byName.get(name)
    const at = path === '' ? name : `${path}.${name}`
    if (key === undefined) throw unknownKey(name, at, Object.keys(shape))
    const rule = shape[key]!
    const next =
      rule === true ? raw : typeof rule === 'function' ? rule(raw, at) : raw === null ? null : camelKeys(raw, rule, at)
    const before = spelled.get(key)
    if (before !== undefined && !sameValue(out[key], next)) {
      const message = `\`${at}\` and \`${before}\` are two spellings of one option with different values. Keep one of them.`
      throw invalidOption(at, message)
    }
    spelled.set(key, at)
    out[key] = next
  }
  return out
}

function unknownKey(name: string, path: string, known: readonly string[]): ConfigError {
  const near = known.find((key) => key.toLowerCase() === name.replaceAll('_', '').toLowerCase())
  const hint = near ? `Did you mean \`${near}\`?` : `Known options here: ${known.join(', ')}.`
  return invalidOption(path, `\`${path}\` is not an option. ${hint}`)
}

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** A value of a closed set. @throws ConfigError naming the path and the set. */
export function oneOf<const T extends string>(value: unknown, allowed: readonly T[], path: string): T {
  if (allowed.includes(value as T)) return value as T
  const shown = typeof value === 'string' ? `"${value}"` : typeof value
  return fail(path, `one of ${allowed.map((v) => `"${v}"`).join(', ')}, not ${shown}`)
}

/** A value of one kind, if there is one. */
export function check<T>(path: string, value: T, type: 'boolean' | 'number' | 'string'): T {
  if (value !== undefined && (typeof value !== type || Number.isNaN(value))) fail(path, `a ${type}`)
  return value
}
export function fail(path: string, expected: string): never {
  throw invalidOption(path, `\`${path}\` must be ${expected}.`)
}

type SnakeKey<K> = K extends `${infer Head}${infer Tail}`
  ? Head extends Lowercase<Head>
    ? `${Head}${SnakeKey<Tail>}`
    : `_${Lowercase<Head>}${SnakeKey<Tail>}`
  : K
type Plain = string | number | boolean | null | undefined | readonly unknown[] | ((...args: never[]) => unknown)
/** The type with every key in either spelling. Values that are not plain option objects are left as they are. */
export type EitherCase<T> = T extends Plain
  ? T
  : string extends keyof T
    ? T
    : { [K in keyof T]?: EitherCase<T[K]> | undefined } & {
        [K in keyof T as SnakeKey<K>]?: EitherCase<T[K]> | undefined
      }

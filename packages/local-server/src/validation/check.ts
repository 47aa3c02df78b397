/** What is wrong with a client event, in the words of the service's `error` event. */
export interface Issue {
  code: string | null
  message: string
  param: string | null
}

/** Looks at a value found at `path`; null when it is fine. */
export type Check = (value: unknown, path: string) => Issue | null

export type Shape = Readonly<Record<string, Check | RequiredField>>
interface RequiredField {
  required: Check
}

export const required = (check: Check): RequiredField => ({ required: check })
export const anything: Check = () => null

const nameOf = (value: unknown): string =>
  value === null
    ? 'null'
    : Array.isArray(value)
      ? 'an array'
      : typeof value === 'object'
        ? 'an object'
        : `a ${typeof value}`

const wrongType = (path: string, expected: string, value: unknown): Issue => ({
  code: 'invalid_type',
  message: `Invalid type for '${path}': expected ${expected}, but got ${nameOf(value)} instead.`,
  param: path,
})

export const invalidValue = (path: string, message: string): Issue => ({ code: 'invalid_value', message, param: path })
const missing = (path: string): Issue => ({
  code: 'missing_required_parameter',
  message: `Missing required parameter: '${path}'.`,
  param: path,
})

function listed(values: readonly string[]): string {
  const quoted = values.map((value) => `'${value}'`)
  if (quoted.length < 2) return quoted.join('')
  return `${quoted.slice(0, -1).join(', ')}${quoted.length > 2 ? ',' : ''} and ${quoted.at(-1)!}`
}

const short = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value)).slice(0, 80)

export const text =
  (maxLength: number = Infinity): Check =>
  (value, path) => {
    if (typeof value !== 'string') return wrongType(path, 'a string', value)
    if (value.length <= maxLength) return null
    return {
      code: 'string_above_max_length',
      message: `Invalid '${path}': string too long. Expected a string with maximum length ${maxLength}, but got a string with length ${value.length} instead.`,
      param: path,
    }
  }

export const bool: Check = (value, path) => (typeof value === 'boolean' ? null : wrongType(path, 'a boolean', value))

function bounded(kind: 'integer' | 'decimal', min: number, max: number, value: number, path: string): Issue | null {
  const [word, bound] = value < min ? ['below_min', min] : value > max ? ['above_max', max] : [null, 0]
  if (word === null) return null
  const sign = word === 'below_min' ? '>=' : '<='
  return {
    code: `${kind}_${word}_value`,
    message: `Invalid '${path}': ${kind} ${word.replace('_', ' ')} value. Expected a value ${sign} ${bound}, but got ${value} instead.`,
    param: path,
  }
}

export const integer =
  (min: number, max: number = Number.MAX_SAFE_INTEGER): Check =>
  (value, path) =>
    typeof value === 'number' && Number.isInteger(value)
      ? bounded('integer', min, max, value, path)
      : wrongType(path, 'an integer', value)

export const decimal =
  (min: number, max: number): Check =>
  (value, path) =>
    typeof value === 'number' && Number.isFinite(value)
      ? bounded('decimal', min, max, value, path)
      : wrongType(path, 'a decimal', value)

export const oneOf =
  (...values: readonly string[]): Check =>
  (value, path) => {
    if (typeof value !== 'string') return wrongType(path, `one of ${listed(values)}`, value)
    if (values.includes(value)) return null
    return invalidValue(path, `Invalid value: '${short(value)}'. Supported values are: ${listed(values)}.`)
  }

export const nullable =
  (check: Check): Check =>
  (value, path) =>
    value === null ? null : check(value, path)

export const list =
  (check: Check, maxLength: number = Infinity): Check =>
  (value, path) => {
    if (!Array.isArray(value)) return wrongType(path, 'an array', value)
    if (value.length > maxLength) return invalidValue(path, `Invalid '${path}': more than ${maxLength} entries.`)
    for (let i = 0; i < value.length; i++) {
      const issue = check(value[i], `${path}[${i}]`)
      if (issue) return issue
    }
    return null
  }

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** An object of exactly these fields. Unknown ones are named first, as the service does: one bad field costs the whole event. */
export const object =
  (shape: Shape): Check =>
  (value, path) => {
    if (!isObject(value)) return wrongType(path, 'an object', value)
    const at = (key: string) => (path === '' ? key : `${path}.${key}`)
    for (const key of Object.keys(value)) {
      if (!Object.hasOwn(shape, key)) {
        return { code: 'unknown_parameter', message: `Unknown parameter: '${at(key)}'.`, param: at(key) }
      }
    }
    for (const [key, field] of Object.entries(shape)) {
      if (value[key] === undefined) {
        if (typeof field !== 'function') return missing(at(key))
        continue
      }
      const issue = (typeof field === 'function' ? field : field.required)(value[key], at(key))
      if (issue) return issue
    }
    return null
  }

/** An object whose field `key` says which of the shapes it has. */
export const tagged =
  (key: string, variants: Readonly<Record<string, Check>>): Check =>
  (value, path) => {
    if (!isObject(value)) return wrongType(path, 'an object', value)
    const tag = value[key]
    const at = path === '' ? key : `${path}.${key}`
    if (tag === undefined) return missing(at)
    const issue = oneOf(...Object.keys(variants))(tag, at)
    return issue ?? variants[tag as string]!(value, path)
  }

/** The check that is picked for the value. */
export const either =
  (pick: (value: unknown) => Check): Check =>
  (value, path) =>
    pick(value)(value, path)

/** Free keys with string values, bounded as the service bounds metadata: 16 pairs, keys of 64, values of 512 characters. */
export const metadata: Check = (value, path) => {
  if (!isObject(value)) return wrongType(path, 'an object', value)
  const entries = Object.entries(value)
  if (entries.length > 16) return invalidValue(path, `Invalid '${path}': at most 16 pairs are allowed.`)
  for (const [key, entry] of entries) {
    const issue = text(64)(key, path) ?? text(512)(entry, `${path}.${key}`)
    if (issue) return issue
  }
  return null
}

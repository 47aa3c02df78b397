import { inspect } from 'node:util'

import { afterAll } from 'vitest'

import { KEYS } from './keys.ts'

/**
 * Set up before any module of the package loads: sees every response it makes, every error it constructs and every line it
 * logs, and fails the test file in which a key was part of one of them, or a client secret of a line or an error.
 */
const leaks: string[] = []
const responses: Response[] = []
const errors: unknown[] = []

export function watch(kind: 'response' | 'error' | 'line', text: string): void {
  const isLeak = KEYS.some((key) => text.includes(key)) || (kind !== 'response' && /\bek_\w/.test(text))
  if (isLeak) leaks.push(`${kind}: ${text.slice(0, 300)}`)
}

/** What leaked so far, and is then forgotten. Headers and the fields of errors are looked at now, when they are complete. */
export function takeLeaks(): string[] {
  for (const response of responses.splice(0)) watch('response', inspect([...response.headers]))
  for (const error of errors.splice(0)) watch('error', inspect(error, { depth: 6, showHidden: true }))
  return leaks.splice(0)
}

globalThis.Response = class WatchedResponse extends globalThis.Response {
  constructor(body?: BodyInit | null, init?: ResponseInit) {
    super(body, init)
    responses.push(this)
    if (typeof body === 'string') watch('response', body)
    if (body instanceof Uint8Array) watch('response', new TextDecoder().decode(body))
  }
  static override json(data: unknown, init?: ResponseInit): Response {
    const headers = new Headers(init?.headers)
    headers.set('content-type', 'application/json')
    return new WatchedResponse(JSON.stringify(data), { ...init, headers })
  }
}

/** What the runtime throws by itself is made elsewhere; it counts once it is the cause of one of these, or in a line. */
function watched<E extends ErrorConstructor>(Native: E): E {
  return new Proxy(Native, {
    construct(target, args, newTarget) {
      const error = Reflect.construct(target, args, newTarget) as E['prototype']
      errors.push(error)
      return error
    },
  })
}
const NativeError = globalThis.Error
globalThis.Error = watched(globalThis.Error)
globalThis.TypeError = watched(globalThis.TypeError)
globalThis.RangeError = watched(globalThis.RangeError)

for (const level of ['debug', 'info', 'log', 'warn', 'error'] as const) {
  console[level] = (...data: unknown[]) => watch('line', data.map((each) => inspect(each)).join(' '))
}

afterAll(() => {
  const found = takeLeaks()
  if (found.length > 0) throw new NativeError(`A key leaked:\n${found.join('\n')}`)
})

import { inspect } from 'node:util'

import { afterAll } from 'vitest'

import { SECRETS } from './keys.ts'

/**
 * Set up before any module of the package loads: sees every response it makes, every error it constructs and every line it
 * logs, and fails the test file in which a key was part of one of them.
 */
const leaks: string[] = []
const seen = { responses: 0, errors: 0, lines: 0 }

export function watch(kind: keyof typeof seen, text: string): void {
  seen[kind]++
  if (SECRETS.some((secret) => text.includes(secret))) leaks.push(`${kind}: ${text.slice(0, 300)}`)
}

/** What was seen so far; for the test of the watch itself. */
export function watched(): { readonly counts: Readonly<typeof seen>; takeLeaks: () => string[] } {
  return { counts: seen, takeLeaks: () => leaks.splice(0) }
}

const NativeResponse = globalThis.Response
globalThis.Response = class WatchedResponse extends NativeResponse {
  constructor(body?: BodyInit | null, init?: ResponseInit) {
    super(body, init)
    watch('responses', `${typeof body === 'string' ? body : ''} ${JSON.stringify(init?.headers ?? {})}`)
  }
  static override json(data: unknown, init?: ResponseInit): Response {
    const headers = { 'content-type': 'application/json', ...(init?.headers as Record<string, string> | undefined) }
    return new WatchedResponse(JSON.stringify(data), { ...init, headers })
  }
}

const NativeError = globalThis.Error
globalThis.Error = class WatchedError extends NativeError {
  constructor(message?: string, options?: ErrorOptions) {
    super(message, options)
    watch('errors', `${message} ${inspect(options?.cause)}`)
  }
  /** Errors of the runtime itself are made from the native class. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    if (this === globalThis.Error) return value instanceof NativeError
    return Function.prototype[Symbol.hasInstance].call(this, value)
  }
} as ErrorConstructor

for (const level of ['debug', 'info', 'log', 'warn', 'error'] as const) {
  console[level] = (...data: unknown[]) => watch('lines', data.map(String).join(' '))
}

afterAll(() => {
  if (leaks.length > 0) throw new NativeError(`A key leaked:\n${leaks.join('\n')}`)
})

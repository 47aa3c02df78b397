import type { Credentials } from './transport.ts'

/** Takes every credential out of a text that may reach a message: those of this attempt, and what looks like a key. */
export type Redact = (text: string) => string

/** What looks like a key, whoever's it is. After "bearer" and "basic" a word in small letters is a word. */
export const keyLike: RegExp =
  /\b[ser]k[-_][\w-]{6,}|\b[Bb](earer|asic)\s+(?![a-z]+\b)[\w.~+/=-]+|openai-insecure-api-key\.[^\s,]+/g

export function createRedactor(credentials: Credentials): Redact {
  const values = [credentials.apiKey, credentials.clientSecret, ...Object.values(credentials.headers ?? {})]
    .filter((value): value is string => typeof value === 'string')
    .flatMap((value) => [value, value.replace(/^(Bearer|Basic)\s+/i, '')])
    .filter((value) => value.length >= 4)
    .sort((a, b) => b.length - a.length)
  return (text) => {
    let out = text
    for (const value of values) out = out.replaceAll(value, '***')
    return out.replace(keyLike, '***')
  }
}

import type { z } from 'zod'

import { readLimited } from './readLimited.ts'
import { Refusal } from './refusal.ts'

/** The body as text. Reading stops at `maxBytes`, whatever Content-Length claims. */
export async function readText(request: Request, maxBytes: number): Promise<string> {
  if (Number(request.headers.get('content-length') ?? 0) > maxBytes) throw tooLarge(maxBytes)
  let text: string | undefined
  try {
    text = await readLimited(request.body, maxBytes)
  } catch {
    throw new Refusal('body_invalid', { message: 'The body ended before it was complete.' })
  }
  if (text === undefined) throw tooLarge(maxBytes)
  return text
}

function tooLarge(maxBytes: number): Refusal {
  return new Refusal('body_too_large', { message: `The body is larger than ${maxBytes} bytes.` })
}

/** The body as JSON that fits the schema; no body at all counts as `{}`. */
export async function readJson<T>(request: Request, schema: z.ZodType<T>, maxBytes: number): Promise<T> {
  const text = await readText(request, maxBytes)
  let value: unknown = {}
  if (text !== '') {
    if (mediaType(request) !== 'application/json') {
      throw new Refusal('content_type_not_supported', { message: 'Send the body as application/json.' })
    }
    try {
      value = JSON.parse(text)
    } catch {
      throw new Refusal('body_invalid', { message: 'The body is not JSON.' })
    }
  }
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  const path = issue?.path.join('.') ?? ''
  // zod's own words name keys the caller sent, which is fine to send back to that caller, cut to a sane length.
  const message = `The body is not accepted${path === '' ? '' : ` at "${path}"`}: ${issue?.message ?? 'invalid'}.`
  throw new Refusal('body_invalid', { message: message.slice(0, 300) })
}

export function mediaType(request: Request): string {
  return (request.headers.get('content-type') ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? ''
}

import type { Caller } from './guardedRoute.ts'

export interface SafetyIdentifier<C = unknown> {
  /**
   * Names the end user to the service, so that it can act on one user instead of on your whole account. Return a stable id;
   * what leaves the server is its SHA-256 digest, in the header `OpenAI-Safety-Identifier`.
   */
  safetyIdentifier?: (
    caller: Caller<C> | undefined,
    request: Request,
  ) => string | undefined | Promise<string | undefined>
}

export async function safetyHeader<C>(
  options: SafetyIdentifier<C>,
  caller: Caller<C> | undefined,
  request: Request,
): Promise<Record<string, string>> {
  const id = await options.safetyIdentifier?.(caller, request)
  if (id === undefined || id === '') return {}
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(id)))
  const hex = Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('')
  return { 'openai-safety-identifier': hex }
}

import { httpError } from './http.ts'

/** Who may talk to the server: pages and programs of this machine, unless told otherwise. Guards against DNS rebinding. */
export interface AccessRules {
  /** Host names (without port) that requests may name besides loopback ones; `*` for any. */
  allowedHosts: readonly string[]
  /** Origins such as `https://app.example` besides loopback ones; `*` for any. */
  allowedOrigins: readonly string[]
}

/** The rules with their defaults: only this machine. */
export const accessOf = ({ allowedHosts = [], allowedOrigins = [] }: Partial<AccessRules> = {}): AccessRules => ({
  allowedHosts,
  allowedOrigins,
})

export function isLoopbackName(hostname: string): boolean {
  const name = hostname.replace(/^\[|\]$/g, '').toLowerCase()
  return name === 'localhost' || name.endsWith('.localhost') || name === '::1' || /^127(\.\d{1,3}){3}$/.test(name)
}

const hostnameOf = (host: string): string => host.replace(/:\d+$/, '')

/** Null when the request may pass, otherwise the reason, made for the developer who reads it. */
function refusalOf(headers: Headers, rules: AccessRules): string | null {
  const host = hostnameOf(headers.get('host') ?? '')
  const named = (list: readonly string[], value: string) => list.includes('*') || list.includes(value)
  if (host !== '' && !isLoopbackName(host) && !named(rules.allowedHosts, host)) {
    return `Requests for the host '${host.slice(0, 100)}' are not answered: this server is for this machine. Allow it with --allow-host.`
  }
  const origin = headers.get('origin')
  if (origin === null || named(rules.allowedOrigins, origin)) return null
  const page = URL.canParse(origin) ? new URL(origin).hostname : ''
  if (isLoopbackName(page) || (page !== '' && page === host)) return null
  return `Pages of '${origin.slice(0, 100)}' may not use this server. Allow them with --allow-origin.`
}

/** For pages that may use the server: every method and header they ask for, and a `Location` they can read. */
function corsHeaders(headers: Headers): Record<string, string> {
  const origin = headers.get('origin')
  if (origin === null) return {}
  return {
    'access-control-allow-origin': origin,
    'access-control-allow-methods': 'GET, POST, OPTIONS',
    'access-control-allow-headers': headers.get('access-control-request-headers') ?? 'authorization, content-type',
    'access-control-allow-private-network': 'true',
    'access-control-expose-headers': 'location',
    'access-control-max-age': '600',
    vary: 'origin',
  }
}

/** The answer to a request that may not pass, or null. */
export function accessDenied(headers: Headers, rules: AccessRules): Response | null {
  const message = refusalOf(headers, rules)
  return message === null ? null : httpError(403, { code: 'forbidden', message, param: null })
}

/** Answers what may pass, and preflights by itself; whatever comes of it can be read by pages that may use the server. */
export async function answerAllowed(
  request: Request,
  rules: AccessRules,
  answer: () => Promise<Response> | Response,
): Promise<Response> {
  const denied = accessDenied(request.headers, rules)
  if (denied) return denied
  const response = request.method === 'OPTIONS' ? new Response(null, { status: 204 }) : await answer()
  for (const [name, value] of Object.entries(corsHeaders(request.headers))) response.headers.set(name, value)
  return response
}

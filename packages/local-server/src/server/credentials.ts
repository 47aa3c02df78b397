import type { ClientSecret, ClientSecrets } from './clientSecrets.ts'

/** Why a connection is not accepted, in the words of the service. */
export interface Refusal {
  type: string
  code: string | null
  message: string
  param: string | null
  closeCode: 3000 | 4000
  status: number
}

export const refusal = (code: string | null, message: string, rest: Partial<Refusal> = {}): Refusal => ({
  type: 'invalid_request_error',
  code,
  message,
  param: null,
  closeCode: 4000,
  status: 400,
  ...rest,
})

/** Azure's paths begin with `/openai`. */
export const isAzure = (url: URL): boolean => url.pathname.startsWith('/openai/')

/** The key of a request: bearer header, Azure's `api-key` header or query, or the browser's subprotocol. */
export function keyOf(headers: Headers, url: URL, protocols: readonly string[] = []): string | null {
  const bearer = headers.get('authorization')?.match(/^Bearer\s+(.+)$/i)?.[1]
  const prefix = 'openai-insecure-api-key.'
  const offered = protocols.find((protocol) => protocol.startsWith(prefix))?.slice(prefix.length)
  const query = isAzure(url) ? url.searchParams.get('api-key') : null
  return bearer?.trim() ?? headers.get('api-key') ?? offered ?? query ?? null
}

export interface KeyRules {
  secrets: ClientSecrets
  /** When given, only these standard keys work, and a key is required. */
  apiKeys: readonly string[] | null
}

/** Any key works offline, and none does too, unless the server was told otherwise. Client secrets are always checked. */
export function checkKey(key: string | null, rules: KeyRules): { secret: ClientSecret | null } | Refusal {
  const denied = { closeCode: 3000, status: 401 } as const
  if (key === null) {
    return rules.apiKeys ? refusal(null, 'Missing bearer or basic authentication in header', denied) : { secret: null }
  }
  const found = rules.secrets.find(key)
  if (found === 'expired') {
    return refusal(
      'invalid_api_key',
      'Incorrect API key provided: this client secret has expired. Ask for a new one.',
      denied,
    )
  }
  if (found === 'unknown') {
    return refusal(
      'invalid_api_key',
      'Incorrect API key provided: this client secret was not made by this server.',
      denied,
    )
  }
  if (found) return { secret: found }
  // A key of this form is refused always, so that clients can be tried against a bad key.
  const bad = /^sk-(.*-)?(invalid|bad|wrong|revoked)(-.*)?$/i.test(key)
  if (bad || (rules.apiKeys && !rules.apiKeys.includes(key))) {
    return refusal('invalid_api_key', `Incorrect API key provided: ${masked(key)}.`, denied)
  }
  return { secret: null }
}

/** For what servers do on behalf of others: minting secrets, steering calls. A client secret is for starting sessions only. */
export function checkStandardKey(key: string | null, rules: KeyRules): Refusal | null {
  const checked = checkKey(key, rules)
  if ('message' in checked) return checked
  if (!checked.secret) return null
  return refusal(
    'invalid_api_key',
    'Incorrect API key provided: a client secret only starts sessions. Use a standard key here, from a server.',
    { closeCode: 3000, status: 401 },
  )
}

const masked = (key: string): string => `${key.slice(0, 3)}${'*'.repeat(8)}`

/** Names that the service would run a spoken session with. Any deployment name is right on Azure's paths. */
export function checkModel(
  model: string | null,
  known: readonly string[],
  anyName: boolean,
  param: string = 'model',
): Refusal | null {
  if (!model) {
    return refusal(
      'missing_model',
      'You must provide a model parameter, for example wss://api.openai.com/v1/realtime?model=gpt-realtime',
    )
  }
  const transcribes = /whisper|transcribe|translate/i.test(model)
  const speaks = /^gpt-(4o-)?(mini-)?realtime|^gpt-audio-mini|realtime/i.test(model) && !transcribes
  if (speaks || known.includes(model) || (anyName && !transcribes)) return null
  return refusal(
    'invalid_model',
    `Model "${model.slice(0, 100)}" is not supported in realtime mode. Use for example "gpt-realtime-2.1".`,
    { param },
  )
}

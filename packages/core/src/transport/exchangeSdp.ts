import { ConnectionError } from '../errors.ts'
import type { SessionConfig } from '../protocol/index.ts'
import { httpError } from './closeError.ts'
import type { Redact } from './redact.ts'
import type { Credentials } from './transport.ts'

export type Fetch = (url: string, init: RequestInit) => Promise<Response>

/**
 * Posts the offer and returns the answer. With a client secret the body is the offer alone, and the secret carries the
 * session's settings; otherwise (a server's key, or an app's own server by its headers) the settings go beside it.
 */
export async function exchangeSdp(options: {
  url: string
  offer: string
  credentials: Credentials
  config: SessionConfig
  model: string
  signal: AbortSignal
  redact: Redact
  fetch: Fetch
}): Promise<string> {
  const { url, offer, credentials, config, model, signal, redact } = options
  const { clientSecret, apiKey, headers } = credentials
  const secret = clientSecret ?? apiKey
  const authorization: Record<string, string> =
    headers ?? (secret === undefined ? {} : { Authorization: `Bearer ${secret}` })
  const init: RequestInit =
    clientSecret === undefined
      ? { headers: authorization, body: multipart(offer, { ...config, model: config.model ?? model }) }
      : { headers: { ...authorization, 'Content-Type': 'application/sdp' }, body: offer }
  let response: Response
  try {
    response = await options.fetch(url, { method: 'POST', signal, ...init })
  } catch (cause) {
    if (signal.aborted) throw cause
    throw new ConnectionError(
      'handshake_failed',
      'The call could not be offered to the server: it was not reached, or does not allow this page (CORS). Check the network and the address.',
      { retryable: true, severity: 'fatal', cause },
    )
  }
  const body = await response.text()
  if (!response.ok) throw httpError(response.status, body, redact)
  if (!body.startsWith('v=')) {
    throw new ConnectionError(
      'handshake_failed',
      'The server answered the offer of a call with something that is not SDP. Check that `url` leads to a realtime service.',
      { severity: 'fatal', status: response.status },
    )
  }
  return body
}

function multipart(offer: string, session: SessionConfig): FormData {
  const form = new FormData()
  form.set('sdp', new Blob([offer], { type: 'application/sdp' }))
  form.set('session', new Blob([JSON.stringify(session)], { type: 'application/json' }))
  return form
}

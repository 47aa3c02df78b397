import { type ConfigError, invalidOption } from '../errors.ts'

/**
 * The socket's address for whatever the developer wrote as `url`: the service's base (`https://api.openai.com/v1`,
 * `https://<resource>.openai.azure.com/openai/v1`), its origin alone, or the full `/realtime` address. `http` becomes
 * `ws`. Query parameters that were written are kept; a key is never added to them.
 */
export function connectionUrl(url: string, target: { model: string; callId?: string }): string {
  const address = realtimeAddress(url)
  address.protocol = address.protocol === 'https:' || address.protocol === 'wss:' ? 'wss:' : 'ws:'
  setTarget(address, target)
  return address.href
}

/** The address that answers an SDP offer, `<base>/realtime/calls`, for the same spellings of `url`. */
export function callsUrl(url: string): string {
  const address = realtimeAddress(url)
  address.protocol = address.protocol === 'https:' || address.protocol === 'wss:' ? 'https:' : 'http:'
  address.pathname += '/calls'
  for (const name of ['model', 'call_id', 'intent']) address.searchParams.delete(name)
  return address.href
}

function realtimeAddress(url: string): URL {
  let address: URL
  try {
    address = new URL(url)
  } catch {
    throw invalid('`url` is not an absolute address.')
  }
  if (!/^(https?|wss?):$/.test(address.protocol)) throw invalid(`\`url\` starts with \`${address.protocol}\`.`)
  if (address.username !== '' || address.password !== '') throw invalid('`url` carries a user name or a password.')
  address.hash = ''
  const path = address.pathname.replace(/\/+$/, '').replace(/\/realtime\/calls$/, '/realtime')
  address.pathname = path.endsWith('/realtime') ? path : `${basePath(path, address.hostname)}/realtime`
  return address
}

function basePath(path: string, host: string): string {
  const azure = host.endsWith('.azure.com')
  if (path === '') return azure ? '/openai/v1' : '/v1'
  return azure && path === '/openai' ? '/openai/v1' : path
}

/** Exactly one of `model`, `call_id` and `intent` may be given on the wire. */
function setTarget(address: URL, { model, callId }: { model: string; callId?: string }): void {
  const query = address.searchParams
  if (callId !== undefined) {
    query.set('call_id', callId)
    query.delete('model')
  } else if (!query.has('model') && !query.has('call_id') && !query.has('intent')) {
    query.set('model', model)
  }
}

function invalid(what: string): ConfigError {
  return invalidOption(
    'modelConfig.url',
    `${what} Give the base of the service, such as https://api.openai.com/v1, or its /realtime address (http, https, ws or wss).`,
  )
}

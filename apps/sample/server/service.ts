/** Where the voice server is, and how to ask it for client secrets. */
export interface Service {
  /** Ends in `/v1`. */
  baseUrl: string
  /** Never leaves this server. */
  apiKey: string
  /** The deployment on Azure; the service's default model otherwise. */
  model?: string
}

type Env = Readonly<Record<string, string | undefined>>

/**
 * The service that the environment names; the local server when it names none.
 * @throws Error that says which variables do not fit together, and what to do. Never with a key in it.
 */
export function serviceFrom(env: Env): Service {
  // What `npm start` and the tests hand over: their own local server, whatever else is set.
  if (env['PARLEY_SERVER_URL']) return { baseUrl: env['PARLEY_SERVER_URL'], apiKey: 'local' }
  const { OPENAI_BASE_URL: openai, AZURE_OPENAI_ENDPOINT: azure } = env
  if (openai && azure) {
    throw refusal('OPENAI_BASE_URL and AZURE_OPENAI_ENDPOINT are both set', 'Unset the one you do not mean.')
  }
  if (azure) {
    const base = secureUrl('AZURE_OPENAI_ENDPOINT', azure, 'https://my-resource.openai.azure.com')
    const model = required(env, 'AZURE_OPENAI_DEPLOYMENT', 'the name of your realtime deployment')
    const apiKey = key(env, 'AZURE_OPENAI_API_KEY')
    if (apiKey.startsWith('sk-')) {
      throw refusal('AZURE_OPENAI_API_KEY holds a key of OpenAI', 'Take the one of your Azure resource.')
    }
    return { baseUrl: `${base.origin}/openai/v1`, apiKey, model }
  }
  if (openai) {
    const base = secureUrl('OPENAI_BASE_URL', openai, 'https://api.openai.com/v1')
    if (base.hostname.endsWith('.azure.com')) {
      throw refusal(
        'OPENAI_BASE_URL is an address of Azure',
        'Set AZURE_OPENAI_ENDPOINT, AZURE_OPENAI_DEPLOYMENT and AZURE_OPENAI_API_KEY instead.',
      )
    }
    const model = env['OPENAI_REALTIME_MODEL']
    const apiKey = isLocal(base) ? (env['OPENAI_API_KEY'] ?? 'local') : key(env, 'OPENAI_API_KEY')
    return { baseUrl: openai.replace(/\/+$/, ''), apiKey, ...(model ? { model } : {}) }
  }
  return { baseUrl: 'http://127.0.0.1:8790/v1', apiKey: 'local' }
}

export const isLocal = ({ hostname }: URL): boolean => /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname)

const refusal = (what: string, todo: string): Error => new Error(`${what}. ${todo} See apps/sample/README.md.`)

function required(env: Env, name: string, what: string): string {
  const value = env[name]
  if (!value) throw refusal(`${name} is not set`, `Set it to ${what}.`)
  return value
}

function key(env: Env, name: string): string {
  const value = required(env, name, 'the key of your account; it stays on this server')
  if (/^(ek|auth)_/.test(value)) throw refusal(`${name} holds a client secret`, 'A server needs the standard key.')
  return value
}

function secureUrl(name: string, value: string, example: string): URL {
  if (!URL.canParse(value)) throw refusal(`${name} is not an address`, `Write it like ${example}.`)
  const url = new URL(value)
  if (url.username || url.search) throw refusal(`${name} carries more than an address`, `Write it like ${example}.`)
  if (url.protocol !== 'https:' && !isLocal(url)) {
    throw refusal(`${name} would send your key unencrypted`, `Use https, as in ${example}.`)
  }
  return url
}

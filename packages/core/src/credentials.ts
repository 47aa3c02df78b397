import { ConfigError, ConnectionError, isRealtimeError, invalidOption } from './errors.ts'
import type { ModelConfig } from './settings/modelConfig.ts'
import { keyLike } from './transport/redact.ts'
import type { Credentials } from './transport/transport.ts'

type Ask = (options: { signal: AbortSignal; attempt: number }) => Promise<Credentials>

/**
 * How a session gets its credentials, asked anew for every attempt. What is wrong with the configuration itself is thrown at
 * once; a standard key never reaches a browser's connection unless that is asked for by name.
 */
export function credentialsFrom(
  config: ModelConfig,
  platform: { browser: boolean; env(name: string): string | undefined },
): Ask {
  const { apiKey, clientSecret, headers, dangerouslyAllowApiKeyInBrowser: allow = false } = config
  const guarded = platform.browser && !allow
  if (headers !== undefined) {
    if (platform.browser) {
      throw invalidOption(
        'modelConfig.headers',
        'A browser cannot send headers with a WebSocket. Use `clientSecret`: a short-lived key that your server makes.',
      )
    }
    return async () => ({ headers })
  }
  if (apiKey !== undefined) {
    if (guarded) throw keyInBrowser('modelConfig.apiKey')
    return async () => ({ apiKey: await text(apiKey, 'apiKey') })
  }
  if (clientSecret !== undefined) {
    return async (options) => {
      const secret = await secretOf(clientSecret, options)
      if (guarded && !secret.startsWith('ek_')) throw keyInBrowser('modelConfig.clientSecret')
      return { clientSecret: secret }
    }
  }
  if (typeof config.transport === 'function') return async () => ({})
  return async () => {
    const fromEnvironment = platform.browser ? undefined : platform.env('OPENAI_API_KEY')
    if (fromEnvironment) return { apiKey: fromEnvironment }
    const way = platform.browser
      ? 'Give `clientSecret`: a short-lived key that your server makes.'
      : 'Give `apiKey`, or set OPENAI_API_KEY.'
    throw invalidOption('modelConfig', `There are no credentials to connect with. ${way}`)
  }
}

function keyInBrowser(path: string): ConfigError {
  return new ConfigError(
    'api_key_in_browser',
    'This is a standard key, and everybody who opens the page could take it. Make a client secret (ek_…) on your server and give it as `clientSecret`; to use the key here all the same, set `dangerouslyAllowApiKeyInBrowser`.',
    { path },
  )
}

async function text(source: string | (() => string | Promise<string>), name: string): Promise<string> {
  const value: unknown = typeof source === 'function' ? await called(source, name) : source
  if (typeof value === 'string' && value !== '') return value
  throw invalidOption(`modelConfig.${name}`, `\`modelConfig.${name}\` gave no key.`)
}

async function secretOf(
  source: NonNullable<ModelConfig['clientSecret']>,
  options: { signal: AbortSignal; attempt: number },
): Promise<string> {
  const got: unknown = typeof source === 'function' ? await called(() => source(options), 'clientSecret') : source
  const value = typeof got === 'object' && got !== null ? (got as { value?: unknown }).value : got
  if (typeof value === 'string' && value !== '') return value
  throw new ConnectionError(
    'client_secret_failed',
    'The client secret source gave no secret: it must be a text, or have a `value`. Look at the route that makes it.',
  )
}

/** What the app's own function threw, as an error that says whose it is. Its message stays, for it is the app's; keys in it do not. */
async function called<T>(source: () => T | Promise<T>, name: string): Promise<T> {
  try {
    return await source()
  } catch (cause) {
    if (isRealtimeError(cause)) throw cause
    const why = (cause instanceof Error ? cause.message : String(cause)).replace(keyLike, '***')
    throw new ConnectionError(
      'client_secret_failed',
      `\`${name}\` could not be fetched (${why}), so no connection was made. Look at the route that makes it.`,
      { cause, retryable: true },
    )
  }
}

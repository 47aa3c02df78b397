import { describe, expect, test, vi } from 'vitest'
import { credentialsFrom } from './credentials.ts'
import type { ModelConfig } from './settings/modelConfig.ts'

const asked = { signal: new AbortController().signal, attempt: 1 }
const inPage = (config: ModelConfig) => credentialsFrom(config, { browser: true, env: () => 'sk-environment' })
const elsewhere = (config: ModelConfig, key?: string) => credentialsFrom(config, { browser: false, env: () => key })

describe('credentials in a page', () => {
  test('rule 143: a standard key is refused with what to do instead, unless it is allowed by name', async () => {
    const refused = { name: 'ConfigError', code: 'api_key_in_browser', path: 'modelConfig.apiKey' }
    expect(() => inPage({ apiKey: 'sk-proj' })).toThrow(expect.objectContaining(refused))
    expect(() => inPage({ apiKey: 'sk-proj' })).toThrow(/client secret.*your server/)
    expect(() => inPage({ apiKey: 'sk-proj' })).not.toThrow(/sk-proj/)
    const apiKey = vi.fn(() => 'sk-proj')
    expect(() => inPage({ apiKey })).toThrow(expect.objectContaining(refused))
    expect(apiKey).not.toHaveBeenCalled()
    expect(await inPage({ apiKey: 'sk-proj', dangerouslyAllowApiKeyInBrowser: true })(asked)).toEqual({
      apiKey: 'sk-proj',
    })
  })

  test('rule 143: a standard key does not pass as a client secret either, however it comes', async () => {
    const refused = { code: 'api_key_in_browser', path: 'modelConfig.clientSecret' }
    for (const clientSecret of ['sk-proj', () => 'sk-proj', async () => ({ value: 'sk-proj' })])
      await expect(inPage({ clientSecret })(asked)).rejects.toMatchObject(refused)
    expect(await inPage({ clientSecret: 'sk-proj', dangerouslyAllowApiKeyInBrowser: true })(asked)).toEqual({
      clientSecret: 'sk-proj',
    })
    expect(await inPage({ clientSecret: async () => ({ value: 'ek_1', expires_at: 1 }) })(asked)).toEqual({
      clientSecret: 'ek_1',
    })
  })

  test('headers are refused, and the client secret is named as the way', () => {
    const headers = { 'api-key': 'azure' }
    expect(() => inPage({ headers })).toThrow(
      expect.objectContaining({ code: 'invalid_option', path: 'modelConfig.headers' }),
    )
    expect(() => inPage({ headers })).toThrow(/clientSecret/)
  })

  test('the environment of the build is not asked for a key', async () => {
    await expect(inPage({})(asked)).rejects.toMatchObject({ code: 'invalid_option', path: 'modelConfig' })
    await expect(inPage({})(asked)).rejects.toThrow(/clientSecret/)
  })
})

describe('credentials elsewhere', () => {
  test('the environment is asked where nothing is given', async () => {
    expect(await elsewhere({}, 'sk-env')(asked)).toEqual({ apiKey: 'sk-env' })
    await expect(elsewhere({})(asked)).rejects.toThrow(/OPENAI_API_KEY/)
    expect(await elsewhere({ apiKey: async () => 'sk-own' }, 'sk-env')(asked)).toEqual({ apiKey: 'sk-own' })
  })

  test('a source is asked anew for every attempt, and told which it is', async () => {
    const clientSecret = vi.fn(({ attempt }: { attempt: number; signal: AbortSignal }) => `ek_${attempt}`)
    const ask = elsewhere({ clientSecret })
    expect(await ask(asked)).toEqual({ clientSecret: 'ek_1' })
    expect(await ask({ ...asked, attempt: 2 })).toEqual({ clientSecret: 'ek_2' })
    expect(clientSecret.mock.calls[0]![0].signal).toBe(asked.signal)
  })

  test('a source that throws or gives nothing is a ConnectionError or ConfigError that says whose it is', async () => {
    const clientSecret = () => Promise.reject(new Error('HTTP 500'))
    await expect(elsewhere({ clientSecret })(asked)).rejects.toMatchObject({
      code: 'client_secret_failed',
      retryable: true,
      message:
        '`clientSecret` could not be fetched (HTTP 500), so no connection was made. Look at the route that makes it.',
    })
    await expect(elsewhere({ clientSecret: () => ({ value: '' }) })(asked)).rejects.toMatchObject({
      code: 'client_secret_failed',
    })
    await expect(elsewhere({ apiKey: () => '' })(asked)).rejects.toMatchObject({ path: 'modelConfig.apiKey' })
  })

  test('what a source throws is told without the keys in it', async () => {
    const apiKey = () => Promise.reject(new Error('The vault refused sk-proj-abcdef123 and Bearer ek_123456789'))
    const failure: unknown = await elsewhere({ apiKey })(asked).catch((error: unknown) => error)
    expect((failure as Error).message).toBe(
      '`apiKey` could not be fetched (The vault refused *** and ***), so no connection was made. Look at the route that makes it.',
    )
  })
})

import { describe, expect, test } from 'vitest'
import { serviceFrom } from './service.ts'

const azure = {
  AZURE_OPENAI_ENDPOINT: 'https://my-resource.openai.azure.com/',
  AZURE_OPENAI_DEPLOYMENT: 'voice',
  AZURE_OPENAI_API_KEY: 'azure-key',
}
const openai = { OPENAI_BASE_URL: 'https://api.openai.com/v1/', OPENAI_API_KEY: 'sk-key' }

describe('the service that the environment names', () => {
  test('is the local server when nothing, or only a key, is set', () => {
    const local = { baseUrl: 'http://127.0.0.1:8790/v1', apiKey: 'local' }
    expect(serviceFrom({})).toEqual(local)
    expect(serviceFrom({ OPENAI_API_KEY: 'sk-key', AZURE_OPENAI_API_KEY: 'key' })).toEqual(local)
    expect(serviceFrom({ ...openai, PARLEY_SERVER_URL: 'http://127.0.0.1:1/v1' }).apiKey).toBe('local')
  })

  test('is OpenAI, with its default model or another', () => {
    expect(serviceFrom(openai)).toEqual({ baseUrl: 'https://api.openai.com/v1', apiKey: 'sk-key' })
    expect(serviceFrom({ ...openai, OPENAI_REALTIME_MODEL: 'gpt-realtime-mini' }).model).toBe('gpt-realtime-mini')
  })

  test('is a deployment on Azure', () => {
    expect(serviceFrom(azure)).toEqual({
      baseUrl: 'https://my-resource.openai.azure.com/openai/v1',
      apiKey: 'azure-key',
      model: 'voice',
    })
  })

  test.each([
    ['two services', { ...openai, ...azure }, /both set.*Unset/],
    ['no key', { ...openai, OPENAI_API_KEY: undefined }, /OPENAI_API_KEY is not set/],
    ['no deployment', { ...azure, AZURE_OPENAI_DEPLOYMENT: '' }, /AZURE_OPENAI_DEPLOYMENT is not set/],
    ['a key of the other service', { ...azure, AZURE_OPENAI_API_KEY: 'sk-key' }, /key of OpenAI.*Azure resource/],
    ['a client secret as key', { ...openai, OPENAI_API_KEY: 'ek_1' }, /client secret.*standard key/],
    ['an address of Azure as that of OpenAI', { ...openai, OPENAI_BASE_URL: azure.AZURE_OPENAI_ENDPOINT }, /of Azure/],
    ['no address', { ...openai, OPENAI_BASE_URL: 'api.openai.com' }, /not an address.*https:/],
    [
      'a key in the address',
      { ...openai, OPENAI_BASE_URL: 'https://sk-key@api.openai.com/v1' },
      /more than an address/,
    ],
    ['an open line', { ...openai, OPENAI_BASE_URL: 'http://example.com/v1' }, /unencrypted.*https/],
  ])('%s is refused, with what to do and without the key', (_, env, message) => {
    expect(() => serviceFrom(env)).toThrow(message)
    expect(() => serviceFrom(env)).not.toThrow(/sk-key|azure-key|ek_1/)
  })
})

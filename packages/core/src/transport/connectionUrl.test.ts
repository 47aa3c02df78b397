import { expect, test } from 'vitest'
import { callsUrl, connectionUrl } from './connectionUrl.ts'

const target = { model: 'gpt-realtime-2.1' }

test.each([
  ['https://api.openai.com/v1', 'wss://api.openai.com/v1/realtime?model=gpt-realtime-2.1'],
  ['https://api.openai.com', 'wss://api.openai.com/v1/realtime?model=gpt-realtime-2.1'],
  ['https://api.openai.com/v1/', 'wss://api.openai.com/v1/realtime?model=gpt-realtime-2.1'],
  ['http://127.0.0.1:8080/v1', 'ws://127.0.0.1:8080/v1/realtime?model=gpt-realtime-2.1'],
  ['wss://api.openai.com/v1/realtime', 'wss://api.openai.com/v1/realtime?model=gpt-realtime-2.1'],
  ['wss://api.openai.com/v1/realtime?model=mine', 'wss://api.openai.com/v1/realtime?model=mine'],
  ['wss://x.test/v1/realtime?intent=transcription', 'wss://x.test/v1/realtime?intent=transcription'],
  ['https://r.openai.azure.com/openai/v1', 'wss://r.openai.azure.com/openai/v1/realtime?model=gpt-realtime-2.1'],
  ['https://r.openai.azure.com', 'wss://r.openai.azure.com/openai/v1/realtime?model=gpt-realtime-2.1'],
  ['https://gateway.test/team/openai', 'wss://gateway.test/team/openai/realtime?model=gpt-realtime-2.1'],
])('%s leads to %s', (url, expected) => {
  expect(connectionUrl(url, target)).toBe(expected)
})

test('a call is named instead of a model', () => {
  expect(connectionUrl('https://api.openai.com/v1?model=x', { ...target, callId: 'rtc_1' })).toBe(
    'wss://api.openai.com/v1/realtime?call_id=rtc_1',
  )
})

test.each([
  ['https://api.openai.com/v1', 'https://api.openai.com/v1/realtime/calls'],
  ['wss://r.openai.azure.com/openai/v1/realtime?model=d', 'https://r.openai.azure.com/openai/v1/realtime/calls'],
  ['https://x.test/v1/realtime/calls?webrtcfilter=on', 'https://x.test/v1/realtime/calls?webrtcfilter=on'],
])('the offer of %s goes to %s', (url, expected) => {
  expect(callsUrl(url)).toBe(expected)
})

test.each(['nonsense', 'ftp://x.test', 'https://user:pass@x.test/v1'])(
  '%s is refused, and not repeated in the message',
  (url) => {
    expect(() => connectionUrl(url, target)).toThrow(
      expect.objectContaining({ code: 'invalid_option', path: 'modelConfig.url' }),
    )
    expect(() => connectionUrl(url, target)).not.toThrow(/pass@/)
  },
)

import { describe, expect, test } from 'vitest'
import { ConnectionError } from '../errors.ts'
import { createAutoTransport } from './autoTransport.ts'
import { memoryTransport } from './memoryTransport.ts'
import { contractConfig, createContractClock } from './transport.contract.ts'
import type { Transport, TransportFactory, TransportSignal } from './transport.ts'

const failing =
  (error: unknown): TransportFactory =>
  () => ({
    kind: 'webrtc',
    audio: 'track',
    connect: () => Promise.reject(error as Error),
    send() {},
    sendAudio() {},
    close: () => Promise.resolve(),
    subscribe: () => () => {},
  })

describe('the automatic transport', () => {
  const connect = async (first: TransportFactory) => {
    const second = memoryTransport((peer) => {
      peer.onEvent(() => peer.send({ type: 'input_audio_buffer.cleared' }))
    })
    const auto = createAutoTransport(
      { url: 'https://x.test/v1', model: 'm', clock: createContractClock() },
      first,
      second,
    )
    const signals: TransportSignal[] = []
    auto.subscribe((signal) => signals.push(signal))
    await auto.connect({ config: contractConfig, credentials: async () => ({}), signal: new AbortController().signal })
    return { auto, signals }
  }

  test.each([
    new ConnectionError('handshake_timed_out', 'no media', { retryable: true }),
    new ConnectionError('handshake_failed', 'no calls here', { status: 404 }),
    new ConnectionError('handshake_failed', 'not reached'),
    new TypeError('RTCPeerConnection broke'),
  ])('goes on over the second way after: $message', async (error) => {
    const { auto, signals } = await connect(failing(error))
    expect([auto.kind, auto.audio, auto.fallback]).toEqual(['memory', 'frames', true])
    auto.send({ type: 'input_audio_buffer.clear' })
    await expect.poll(() => signals.length).toBe(1)
    await auto.close()
    expect(signals.at(-1)).toEqual({ type: 'closed', error: null })
  })

  test.each([
    new ConnectionError('handshake_failed', 'refused', { status: 401 }),
    new ConnectionError('client_secret_failed', 'no key'),
    new ConnectionError('aborted', 'given up'),
  ])('does not try a second way after: $message', async (error) => {
    await expect(connect(failing(error))).rejects.toBe(error)
  })

  test('keeps the first way where it works', async () => {
    const first: TransportFactory = (environment): Transport =>
      memoryTransport(() => {}, { kind: 'first' })(environment)
    const { auto } = await connect(first)
    expect([auto.kind, auto.fallback]).toEqual(['first', false])
  })
})

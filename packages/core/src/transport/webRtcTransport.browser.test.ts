import { afterEach, describe, expect, test } from 'vitest'
import { createLoopbackServer } from './loopbackCall.browser.ts'
import { contractConfig, createContractClock, describeTransportContract, until } from './transport.contract.ts'
import type { Credentials, TransportSignal } from './transport.ts'
import { createWebRtcTransport, type CallMedia, type WebRtcTransportOptions } from './webRtcTransport.ts'

const noMedia: CallMedia = { track: () => null, onTrackChange: () => () => {}, play: () => () => {} }

describeTransportContract({
  name: 'WebRTC',
  closeCodes: false,
  async create({ clock }) {
    const server = createLoopbackServer()
    const transport = createWebRtcTransport(
      { url: 'https://calls.test/v1', model: 'm', clock },
      { media: noMedia, fetch: server.fetch },
    )
    return { transport, nextPeer: server.nextPeer, connections: server.connections, dispose: async () => {} }
  },
})

describe('a call', () => {
  const contexts: AudioContext[] = []
  afterEach(async () => {
    for (const context of contexts.splice(0)) await context.close()
  })
  const open = async (
    options: Partial<WebRtcTransportOptions> = {},
    credentials: Credentials = { clientSecret: 'ek_call' },
    url = 'https://calls.test/v1',
  ) => {
    const context = new AudioContext()
    contexts.push(context)
    const server = createLoopbackServer(context)
    const clock = createContractClock()
    const transport = createWebRtcTransport(
      { url, model: 'gpt-test', clock },
      { media: noMedia, fetch: server.fetch, ...options },
    )
    const signals: TransportSignal[] = []
    transport.subscribe((signal) => signals.push(signal))
    const peer = server.nextPeer()
    await transport.connect({
      config: contractConfig,
      credentials: async () => credentials,
      signal: new AbortController().signal,
    })
    return { transport, signals, clock, server, peer: await peer, context }
  }

  test('a client secret goes with the bare offer; to an app’s own server the settings go beside it', async () => {
    const secret = await open()
    const [bare] = secret.server.requests
    expect(bare!.url).toBe('https://calls.test/v1/realtime/calls')
    expect(bare!.init.headers).toEqual({ Authorization: 'Bearer ek_call', 'Content-Type': 'application/sdp' })
    expect(bare!.init.body).toMatch(/^v=0/)
    await secret.transport.close()

    const key = await open({}, { headers: { 'x-app': '1' } }, 'https://app.test/voice')
    const [form] = key.server.requests
    expect(form!.url).toBe('https://app.test/voice/realtime/calls')
    expect(form!.init.headers).toEqual({ 'x-app': '1' })
    const session = await ((form!.init.body as FormData).get('session') as File).text()
    expect(JSON.parse(session)).toEqual({ ...contractConfig, model: 'gpt-test' })
    await key.transport.close()
  })

  test('sends the microphone, takes it over when it comes later, and never stops it', async () => {
    const context = new AudioContext()
    contexts.push(context)
    const destination = context.createMediaStreamDestination()
    const tone = context.createOscillator()
    tone.connect(destination)
    tone.start()
    const track = destination.stream.getAudioTracks()[0]!
    let current: MediaStreamTrack | null = null
    let changed: () => void = () => {}
    const media: CallMedia = {
      ...noMedia,
      track: () => current,
      onTrackChange: (listener) => {
        changed = listener
        return () => {}
      },
    }
    const { transport, peer } = await open({ media })
    const bytes = async () => {
      let sum = 0
      for (const report of (await peer.connection.getStats()).values() as Iterable<Record<string, unknown>>) {
        if (report['type'] === 'inbound-rtp') sum += Number(report['packetsReceived'] ?? 0)
      }
      return sum
    }
    expect(await bytes()).toBe(0)
    current = track
    changed()
    await expect.poll(bytes, { timeout: 5000 }).toBeGreaterThan(5)
    await transport.close()
    expect(track.readyState).toBe('live')
  })

  test('silences the other side at once when the user interrupts, and lets the next answer through', async () => {
    const streams: MediaStream[] = []
    const { transport, peer } = await open({
      media: { ...noMedia, play: (stream) => (streams.push(stream), () => streams.splice(0)) },
    })
    const track = streams[0]!.getAudioTracks()[0]!
    peer.send({ type: 'input_audio_buffer.speech_started', item_id: 'u', audio_start_ms: 0 })
    peer.send({ type: 'output_audio_buffer.started', response_id: 'r' })
    peer.send({ type: 'marker' })
    await until(() => track.enabled)
    peer.send({ type: 'input_audio_buffer.speech_started', item_id: 'u', audio_start_ms: 0 })
    await until(() => !track.enabled)
    peer.send({ type: 'output_audio_buffer.cleared', response_id: 'r' })
    peer.send({ type: 'output_audio_buffer.started', response_id: 'r2' })
    await until(() => track.enabled)
    transport.send({ type: 'output_audio_buffer.clear' })
    expect(track.enabled).toBe(false)
    await transport.close()
    expect(streams).toEqual([])
  })

  test('a disconnection that passes is nothing, one that lasts ends the call', async () => {
    let connection!: RTCPeerConnection
    const { transport, signals, clock } = await open({
      createPeerConnection: () => {
        connection = new RTCPeerConnection()
        return connection
      },
    })
    const become = (state: RTCPeerConnectionState) => {
      Object.defineProperty(connection, 'connectionState', { value: state, configurable: true })
      connection.dispatchEvent(new Event('connectionstatechange'))
    }
    become('disconnected')
    clock.advance(4900)
    become('connected')
    clock.advance(60_000)
    expect(signals).toEqual([])
    become('disconnected')
    clock.advance(5000)
    expect(signals).toEqual([{ type: 'closed', error: expect.objectContaining({ retryable: true }) as Error }])
    await transport.close()
    expect(signals).toHaveLength(1)
  })

  test('tells the round trip of the network again and again while the call lasts', async () => {
    let asked = 0
    const { transport, signals, clock } = await open({
      createPeerConnection: () => {
        const connection = new RTCPeerConnection()
        const getStats = connection.getStats.bind(connection)
        connection.getStats = () => (asked++, getStats())
        return connection
      },
    })
    const told = () => signals.flatMap((signal) => (signal.type === 'rtt' ? [signal.ms] : []))
    // The browser's figures may be a moment behind the call they are about.
    await until(() => {
      clock.advance(5000)
      return told().length >= 2
    })
    for (const ms of told()) {
      expect(ms).toBeGreaterThanOrEqual(0)
      expect(ms).toBeLessThan(2000)
    }
    await transport.close()
    const askedUntilThen = asked
    clock.advance(60_000)
    expect(asked).toBe(askedUntilThen)
  })

  test.each([
    [401, false],
    [429, true],
    [500, true],
  ])('HTTP %i rejects with the provider’s message, retryable: %s', async (status, retryable) => {
    const body = JSON.stringify({ error: { message: 'You said ek_call and that is wrong.' } })
    const outcome = await open({ fetch: async () => new Response(body, { status }) }).catch((error: unknown) => error)
    expect(outcome).toMatchObject({ name: 'ConnectionError', code: 'handshake_failed', status, retryable })
    expect((outcome as Error).message).toContain('You said *** and that is wrong.')
  })

  test('a server that is not reached, or answers nonsense, rejects', async () => {
    const unreached = open({ fetch: () => Promise.reject(new TypeError('Failed to fetch')) })
    await expect(unreached).rejects.toMatchObject({ code: 'handshake_failed', retryable: true })
    await expect(open({ fetch: async () => new Response('<html>') })).rejects.toMatchObject({
      code: 'handshake_failed',
    })
    await expect(open({ fetch: async () => new Response('v=nonsense') })).rejects.toMatchObject({
      code: 'handshake_failed',
    })
  })

  test('media that never connects ends in handshake_timed_out', async () => {
    const clock = createContractClock()
    let connection!: RTCPeerConnection
    const transport = createWebRtcTransport(
      { url: 'https://calls.test/v1', model: 'm', clock },
      {
        media: noMedia,
        createPeerConnection: () => {
          connection = new RTCPeerConnection()
          return connection
        },
        fetch: async (url, init) => {
          const answer = await createLoopbackServer().fetch(url, init)
          // Candidates that lead nowhere: a firewall that keeps media out.
          const sdp = (await answer.text()).replaceAll(/a=candidate.*\r\n/g, '')
          return new Response(sdp, { status: 201 })
        },
      },
    )
    const failure = transport
      .connect({
        config: contractConfig,
        credentials: async () => ({ clientSecret: 'ek' }),
        signal: new AbortController().signal,
      })
      .catch((error: unknown) => error)
    await until(() => connection?.signalingState === 'stable' && connection.remoteDescription !== null)
    clock.advance(20_000)
    expect(await failure).toMatchObject({ code: 'handshake_timed_out', retryable: true })
    expect(connection.connectionState).toBe('closed')
  })

  test('what waits in the data channel stays bounded, however much is sent at once', async () => {
    let channel!: RTCDataChannel
    const { transport, peer, clock } = await open({
      createPeerConnection: () => {
        const connection = new RTCPeerConnection()
        const create = connection.createDataChannel.bind(connection)
        connection.createDataChannel = (...args) => (channel = create(...args))
        return connection
      },
    })
    const text = 'x'.repeat(20_000)
    for (let i = 0; i < 200; i++) transport.send({ type: 'conversation.item.delete', item_id: text })
    expect(channel.bufferedAmount).toBeGreaterThan(500_000)
    let most = 0
    await until(() => {
      most = Math.max(most, channel.bufferedAmount)
      clock.advance(20)
      return peer.received.length === 200
    }, 15_000)
    expect(most).toBeLessThan(1_048_576 + 20_100)
    await transport.close()
  })

  test('an event that does not fit into the channel is refused with a reason', async () => {
    const { transport } = await open()
    expect(() =>
      transport.send({
        type: 'conversation.item.create',
        item: { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'x'.repeat(300_000) }] },
      }),
    ).toThrow(expect.objectContaining({ code: 'invalid_option' }))
    await transport.close()
  })
})

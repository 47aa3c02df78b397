import { afterEach, expect, test } from 'vitest'
import { createMemoryServer, type MemoryServer } from '../memory.ts'

interface WireEvent {
  type: string
  [field: string]: unknown
}

const closing: (() => void)[] = []
afterEach(() => {
  for (const close of closing.splice(0)) close()
})

/** A caller in the same page, with a microphone whose loudness is in the test's hand. */
async function callServer(server: MemoryServer) {
  const context = new AudioContext()
  const oscillator = new OscillatorNode(context, { frequency: 300 })
  const volume = new GainNode(context, { gain: 0 })
  const microphone = new MediaStreamAudioDestinationNode(context)
  oscillator.connect(volume).connect(microphone)
  oscillator.start()
  const analyser = new AnalyserNode(context, { fftSize: 2048 })
  const peer = new RTCPeerConnection()
  peer.addTrack(microphone.stream.getAudioTracks()[0]!)
  const speaker = new Audio()
  speaker.muted = true
  peer.ontrack = ({ track }) => {
    speaker.srcObject = new MediaStream([track])
    void speaker.play()
    context.createMediaStreamSource(speaker.srcObject as MediaStream).connect(analyser)
  }
  const channel = peer.createDataChannel('oai-events')
  const events: WireEvent[] = []
  channel.onmessage = ({ data }) => events.push(JSON.parse(String(data)) as WireEvent)
  await peer.setLocalDescription()
  const answer = await server.fetch('/v1/realtime/calls?model=gpt-realtime', {
    method: 'POST',
    headers: { 'content-type': 'application/sdp' },
    body: peer.localDescription!.sdp,
  })
  const sdp = await answer.text()
  await peer.setRemoteDescription({ type: 'answer', sdp })
  closing.push(() => {
    peer.close()
    server.close()
    void context.close()
  })
  const samples = new Float32Array(2048)
  return {
    answer,
    events,
    peer,
    channel,
    closed: new Promise<void>((resolve) => {
      channel.onclose = () => resolve()
    }),
    talk: (loudness: number) => (volume.gain.value = loudness),
    level() {
      analyser.getFloatTimeDomainData(samples)
      return Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length)
    },
    types: () => events.map(({ type }) => type),
    until: (type: string, count: number = 1) =>
      expect.poll(() => events.filter((event) => event.type === type).length, { timeout: 10_000 }).toBe(count),
  }
}

const long =
  'This is quite a long answer, so that there is time to talk over it. It goes on and on, and then some more.'

test('a spoken turn in one page: heard by its loudness, answered by sound, talked over, hung up', async () => {
  const server = createMemoryServer({ script: { rules: [{ otherwise: true, do: [long] }] } })
  const caller = await callServer(server)
  expect(caller.answer.status).toBe(201)
  expect(caller.answer.headers.get('location')).toMatch(/^\/v1\/realtime\/calls\/rtc_\w+$/)
  await caller.until('session.created')
  expect(server.sessionCount()).toBe(1)
  expect(caller.level()).toBeLessThan(0.01)

  caller.talk(0.4)
  await caller.until('input_audio_buffer.speech_started')
  caller.talk(0)
  await caller.until('output_audio_buffer.started')
  await expect.poll(() => caller.level(), { timeout: 5000 }).toBeGreaterThan(0.02)
  expect(caller.types()).not.toContain('response.output_audio.delta')

  caller.talk(0.4)
  await caller.until('output_audio_buffer.cleared')
  await caller.until('conversation.item.truncated')
  const cut = caller.events.find(({ type }) => type === 'conversation.item.truncated')
  expect(cut?.['audio_end_ms']).toBeGreaterThan(100)
  expect(cut?.['audio_end_ms']).toBeLessThan(5000)
  await expect.poll(() => caller.level(), { timeout: 5000 }).toBeLessThan(0.005)
  caller.talk(0)
  await caller.until('output_audio_buffer.started', 2)
  expect(caller.types().filter((type) => type === 'error')).toEqual([])

  const location = caller.answer.headers.get('location')!
  expect((await server.fetch(`${location}/hangup`, { method: 'POST' })).status).toBe(200)
  await caller.closed
  await expect.poll(() => server.sessionCount()).toBe(0)
})

test('a caller that goes away ends its session; what is not an offer is refused', async () => {
  const server = createMemoryServer()
  const caller = await callServer(server)
  await caller.until('session.created')
  caller.channel.close()
  await expect.poll(() => server.sessionCount(), { timeout: 5000 }).toBe(0)
  for (const body of ['nonsense', 'v=0\r\nm=audio 9 x\r\nm=application 9 x\r\n']) {
    const refused = await server.fetch('/v1/realtime/calls?model=gpt-realtime', { method: 'POST', body })
    expect(refused.status).toBe(400)
    expect(await refused.json()).toMatchObject({ error: { code: 'invalid_offer', param: 'sdp' } })
  }
  expect(server.sessionCount()).toBe(0)
})

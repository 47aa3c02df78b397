import { describe, expect, test } from 'vitest'
import { startLocalServer, type LocalServer } from '../startLocalServer.ts'
import { saying } from '../testing/testServer.ts'
import { placeCall, rawOffer } from '../testing/wireCall.ts'
import { connectWire, orderOf } from '../testing/wireClient.ts'
import { createLevelDetector } from '../turn/levelDetector.ts'
import { createPreparedVoice } from '../voice/preparedVoice.ts'

const long = Array.from({ length: 12 }, (_, i) => `This is sentence number ${i}.`).join(' ')

const startServer = (...turns: string[][]): Promise<LocalServer> =>
  startLocalServer({
    port: 0,
    detector: createLevelDetector(),
    recognizer: { recognize: () => Promise.resolve('Hello') },
    voice: createPreparedVoice({ msPerCharacter: 30 }),
    responder: saying(...turns),
  })

const callsOf = (server: LocalServer) => `${server.url}/v1/realtime/calls`

describe('calls', () => {
  test('a spoken turn: 201 with Location, audio by media, and the buffer events around it', async () => {
    const server = await startServer(['A short answer.'])
    const caller = await placeCall(callsOf(server))
    expect(caller.response.status).toBe(201)
    expect(caller.response.headers.get('content-type')).toBe('application/sdp')
    expect(caller.response.headers.get('location')).toMatch(/^\/v1\/realtime\/calls\/rtc_\w+$/)
    expect(caller.sdp).toContain('a=setup:active')
    expect(caller.sdp.match(/a=candidate.*/g)?.every((line) => line.includes(' 127.0.0.1 '))).toBe(true)
    await caller.next('session.created')
    await caller.speak(500)
    await caller.next('output_audio_buffer.stopped')
    expect(orderOf(caller.events).filter((type) => type !== 'session.created')).toEqual([
      'input_audio_buffer.speech_started',
      'input_audio_buffer.speech_stopped',
      'input_audio_buffer.committed',
      'conversation.item.added',
      'conversation.item.done',
      'response.created',
      'response.output_item.added',
      'conversation.item.added',
      'response.content_part.added',
      'response.output_audio_transcript.delta',
      'output_audio_buffer.started',
      'response.output_audio.done',
      'response.output_audio_transcript.done',
      'response.content_part.done',
      'conversation.item.done',
      'response.output_item.done',
      'response.done',
      'output_audio_buffer.stopped',
    ])
    // 15 characters of 30 ms and the tail: about 22 frames with sound, one of them marked.
    expect(caller.heard.loud).toBeGreaterThan(15)
    expect(caller.heard.markers).toBe(1)
    caller.send({ type: 'input_audio_buffer.append', audio: 'AAAA' })
    expect((await caller.next('error'))['error']).toMatchObject({ code: 'invalid_value' })
    await caller.hangUp()
    await expect.poll(() => server.sessionCount(), { timeout: 3000 }).toBe(0)
    await server.close()
  }, 20_000)

  test('speech over the answer clears the sound and truncates the item at what was played', async () => {
    const server = await startServer([long], ['Yes?'])
    const caller = await placeCall(callsOf(server))
    await caller.next('session.created')
    await caller.speak(400)
    const started = await caller.next('output_audio_buffer.started')
    await expect.poll(() => caller.heard.loud, { timeout: 5000 }).toBeGreaterThan(30)
    await caller.speak(400)
    const cleared = await caller.next('output_audio_buffer.cleared')
    expect(cleared['response_id']).toBe(started['response_id'])
    const cut = await caller.next('conversation.item.truncated')
    expect(Math.abs(Number(cut['audio_end_ms']) - caller.heard.frames * 20)).toBeLessThan(400)
    const order = orderOf(caller.events)
    const from = order.lastIndexOf('input_audio_buffer.speech_started')
    expect(order.slice(from)).toEqual([
      'input_audio_buffer.speech_started',
      'response.output_audio.done',
      'response.output_audio_transcript.done',
      'response.content_part.done',
      'conversation.item.done',
      'response.output_item.done',
      'response.done',
      'output_audio_buffer.cleared',
      'conversation.item.truncated',
    ])
    await caller.hangUp()
    await server.close()
  }, 20_000)

  test('a bare clear while the answer is being made ends its sound for good, and is answered also when nothing plays', async () => {
    const server = await startServer([long], ['Next.'])
    const caller = await placeCall(callsOf(server))
    await caller.next('session.created')
    caller.send({ type: 'output_audio_buffer.clear' })
    await caller.next('output_audio_buffer.cleared')
    caller.send({ type: 'response.create' })
    const started = await caller.next('output_audio_buffer.started')
    caller.send({ type: 'output_audio_buffer.clear' })
    expect(await caller.next('output_audio_buffer.cleared')).toMatchObject({ response_id: started['response_id'] })
    const { item_id } = await caller.next('conversation.item.truncated')
    const done = (await caller.next('response.done'))['response'] as { status: string; output: object[] }
    expect(done).toMatchObject({ status: 'completed', output: [{ id: item_id, content: [{ transcript: long }] }] })
    caller.send({ type: 'conversation.item.retrieve', item_id })
    expect((await caller.next('conversation.item.retrieved'))['item']).toMatchObject({
      content: [{ type: 'output_audio', transcript: '' }],
    })
    caller.send({ type: 'response.create' })
    const next = await caller.next('output_audio_buffer.started')
    expect(next['response_id']).not.toBe(started['response_id'])
    expect(caller.events.filter(({ type }) => type === 'output_audio_buffer.started')).toHaveLength(2)
    await caller.hangUp()
    await server.close()
  }, 40_000)

  test('a multipart call carries its session; a sideband socket follows and steers it; hanging up ends both', async () => {
    const server = await startServer(['Hello.'])
    const caller = await placeCall(callsOf(server), (sdp) => {
      const body = new FormData()
      body.set('sdp', new Blob([sdp], { type: 'application/sdp' }))
      body.set('session', JSON.stringify({ type: 'realtime', model: 'gpt-realtime', instructions: 'You are Ada.' }))
      return { method: 'POST', body }
    })
    expect((await caller.next('session.created'))['session']).toMatchObject({ instructions: 'You are Ada.' })
    const callId = caller.response.headers.get('location')!.split('/').at(-1)!
    const side = await connectWire(`${server.wsUrl}?call_id=${callId}`)
    expect((await side.next('session.created'))['session']).toMatchObject({ instructions: 'You are Ada.' })
    side.send({ type: 'session.update', session: { type: 'realtime', instructions: 'You are Bo.' } })
    expect((await caller.next('session.updated'))['session']).toMatchObject({ instructions: 'You are Bo.' })
    await side.next('session.updated')
    const sideClosed = side.closed
    const hangUp = await fetch(`${server.url}/v1/realtime/calls/${callId}/hangup`, { method: 'POST' })
    expect(hangUp.status).toBe(200)
    await caller.closed
    await sideClosed
    await expect.poll(() => server.sessionCount()).toBe(0)
    await caller.hangUp()
    await server.close()
  }, 20_000)

  test("with Azure's filter on, only the documented events travel, and the call works all the same", async () => {
    const server = await startServer(['A short answer.'])
    const caller = await placeCall(`${callsOf(server)}?webrtcfilter=on`)
    await expect.poll(() => server.sessionCount()).toBe(1)
    await caller.speak(500)
    await caller.next('output_audio_buffer.stopped')
    expect(orderOf(caller.events)).toEqual([
      'input_audio_buffer.speech_started',
      'input_audio_buffer.speech_stopped',
      'conversation.item.added',
      'conversation.item.added',
      'response.output_audio_transcript.delta',
      'output_audio_buffer.started',
      'response.output_audio_transcript.done',
      'output_audio_buffer.stopped',
    ])
    await caller.hangUp()
    await server.close()
  }, 20_000)

  test('a sideband socket may leave without ending the call', async () => {
    const server = await startServer(['Hello.'])
    const caller = await placeCall(callsOf(server))
    await caller.next('session.created')
    const side = await connectWire(
      `${server.wsUrl}?call_id=${caller.response.headers.get('location')!.split('/').at(-1)!}`,
    )
    await side.next('session.created')
    await side.close()
    caller.send({ type: 'input_audio_buffer.clear' })
    await caller.next('input_audio_buffer.cleared')
    expect(server.sessionCount()).toBe(1)
    await caller.hangUp()
    await server.close()
  }, 20_000)

  test.each([
    ['not sdp at all', 'The offer is not SDP.'],
    ['v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\n', 'The offer has no audio section.'],
    ['v=0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\nm=application 9 x\r\n', 'The offer cannot be answered'],
  ])('the offer %j is refused', async (offer, message) => {
    const server = await startServer(['Hi.'])
    const response = await fetch(`${server.url}/v1/realtime/calls`, rawOffer(offer))
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({
      error: { code: 'invalid_offer', message: expect.stringContaining(message) as string },
    })
    expect(server.sessionCount()).toBe(0)
    await server.close()
  })
})

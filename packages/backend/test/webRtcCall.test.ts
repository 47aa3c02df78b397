import { RealtimeAgent, tool } from '@parley/core'
import { startLocalServer, type Responder } from '@parley/local-server'
import { createPreparedVoice } from '@parley/local-server/memory'
import { RTCPeerConnection, type RTCDataChannel } from 'werift'
import { expect, onTestFinished, test } from 'vitest'
import { z } from 'zod'

import { createCallHandler } from '../src/callHandler.ts'
import type { Sideband } from '../src/sideband.ts'
import { STANDARD_KEY } from './keys.ts'
import { createTestLog, sdpOffer } from './requests.ts'

const responder: Responder = {
  async *respond({ items }) {
    const last = items.at(-1)
    if (last?.type === 'function_call_output') yield { type: 'text', text: `It is ${last.output}.` }
    else yield { type: 'call', name: 'now', arguments: '{}' }
  },
}

/** The page's side of a call: a peer connection with audio and the event channel, as a browser makes it. */
async function createPage(): Promise<{ peer: RTCPeerConnection; channel: RTCDataChannel; offer: string }> {
  const peer = new RTCPeerConnection({
    iceServers: [],
    iceAdditionalHostAddresses: ['127.0.0.1'],
    iceUseIpv6: false,
  })
  onTestFinished(() => peer.close())
  peer.addTransceiver('audio')
  const channel = peer.createDataChannel('oai-events')
  await peer.setLocalDescription(await peer.createOffer())
  return { peer, channel, offer: peer.localDescription?.sdp ?? '' }
}

test('a real WebRTC call: opened by the server, its tools run there, hung up from there', async () => {
  const server = await startLocalServer({
    port: 0,
    detector: null,
    recognizer: null,
    voice: createPreparedVoice({ msPerCharacter: 1 }),
    apiKeys: [STANDARD_KEY],
    responder,
  })
  onTestFinished(() => server.close())
  const attached = Promise.withResolvers<Sideband>()
  const now = tool({ name: 'now', description: 'The time.', parameters: z.object({}), execute: () => 'noon' })
  const handler = createCallHandler({
    apiKey: STANDARD_KEY,
    baseUrl: `${server.url}/v1`,
    agent: new RealtimeAgent({ name: 'Clock', instructions: 'Tell the time.', tools: [now] }),
    sideband: { onAttached: (sideband) => attached.resolve(sideband) },
    log: createTestLog().log,
  })

  const { peer, channel, offer } = await createPage()
  const events: { type: string; [field: string]: unknown }[] = []
  channel.onMessage.subscribe((data) => void events.push(JSON.parse(data.toString()) as { type: string }))
  const response = await handler(sdpOffer('', { body: offer }))
  expect(response.status).toBe(201)
  await peer.setRemoteDescription({ type: 'answer', sdp: await response.text() })

  const sideband = await attached.promise
  await expect.poll(() => events.map((event) => event.type)).toContain('session.created')
  expect(events[0]).toMatchObject({ session: { instructions: 'Tell the time.', tools: [{ name: 'now' }] } })
  channel.send(Buffer.from(JSON.stringify({ type: 'response.create' })).toString())
  await expect
    .poll(() => events.filter((event) => event.type === 'response.output_audio_transcript.done').at(-1)?.['transcript'])
    .toBe('It is noon.')

  await sideband.hangUp()
  expect(await sideband.ended).toBe('hung_up')
  await expect.poll(() => server.sessionCount()).toBe(0)
})

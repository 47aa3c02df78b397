import { isRealtimeError } from '@parley/core'
import { startLocalServer } from '@parley/local-server'
import { createLevelDetector, createPreparedVoice } from '@parley/local-server/memory'
import { answerTo, createAnsweringPeer, createWebRtcTransport, SdpError } from '../chaos/parts.ts'
import { createCalls } from '../chaos/peerConnection.ts'
import { createPromiseWatch } from '../chaos/promiseWatch.ts'
import { createWorldClock } from '../chaos/worldClock.ts'
import { damageSdp } from './damageSdp.ts'
import { createRandom, type Random } from './random.ts'

export const offer: string = `v=0
o=- 4611731400430051336 2 IN IP4 127.0.0.1
s=-
t=0 0
a=group:BUNDLE 0 1
a=msid-semantic: WMS
m=audio 9 UDP/TLS/RTP/SAVPF 111
c=IN IP4 0.0.0.0
a=rtcp:9 IN IP4 0.0.0.0
a=ice-ufrag:abcd
a=ice-pwd:aaaaaaaaaaaaaaaaaaaaaaaa
a=fingerprint:sha-256 ${Array.from({ length: 32 }, () => 'AA').join(':')}
a=setup:actpass
a=mid:0
a=sendrecv
a=rtcp-mux
a=rtpmap:111 opus/48000/2
a=fmtp:111 minptime=10;useinbandfec=1
m=application 9 UDP/DTLS/SCTP webrtc-datachannel
c=IN IP4 0.0.0.0
a=ice-ufrag:abcd
a=ice-pwd:aaaaaaaaaaaaaaaaaaaaaaaa
a=fingerprint:sha-256 ${Array.from({ length: 32 }, () => 'AA').join(':')}
a=setup:actpass
a=mid:1
a=sctp-port:5000
`.replaceAll('\n', '\r\n')

/**
 * Damaged offers to the server and damaged answers to the client: refused with a reason, and nothing stays open. Every
 * offer is parsed and answered by a real peer connection; one in twenty goes all the way, by HTTP and with its sockets opened,
 * which takes thirty times as long.
 */
export async function fuzzSdp(seed: number, count: number): Promise<string[]> {
  const random = createRandom(seed)
  const watch = createPromiseWatch()
  const problems = [...(await negotiate(random, count)), ...(await call(random, Math.ceil(count / 20)))]
  problems.push(...(await answered(random, count)))
  watch.stop()
  return [...problems, ...watch.problems]
}

async function negotiate(random: Random, count: number): Promise<string[]> {
  const problems: string[] = []
  let answers = 0
  for (let i = 0; i < count; i++) {
    const sdp = damageSdp(offer, random)
    const peer = createAnsweringPeer()
    const begun = performance.now()
    try {
      const answer = await answerTo(sdp, peer)
      answers++
      if (!answer.sdp.startsWith('v=0')) problems.push(`the answer to ${JSON.stringify(sdp)} is no SDP`)
    } catch (error) {
      if (!(error instanceof SdpError) || error.message.length < 10)
        problems.push(`${String(error)} for ${JSON.stringify(sdp)}`)
    }
    await peer.close()
    if (performance.now() - begun > 3000) problems.push(`three seconds for ${JSON.stringify(sdp)}`)
  }
  // Damage that leaves nothing to answer would say little of what answers.
  if (count >= 50 && (answers === 0 || answers === count)) problems.push(`${answers} of ${count} offers were answered`)
  return problems
}

async function call(random: Random, count: number): Promise<string[]> {
  const problems: string[] = []
  const server = await startLocalServer({
    port: 0,
    detector: createLevelDetector(),
    recognizer: null,
    voice: createPreparedVoice(),
  })
  try {
    for (let i = 0; i < count; i++) {
      const sdp = damageSdp(offer, random)
      const answer = await fetch(`${server.url}/v1/realtime/calls?model=gpt-realtime`, {
        method: 'POST',
        headers: { 'content-type': 'application/sdp' },
        body: sdp,
      })
      const text = await answer.text()
      if (answer.status !== 201 && answer.status !== 400)
        problems.push(`status ${answer.status} for ${JSON.stringify(sdp)}`)
      if (answer.status === 400 && !/"message":"[^"]{10,}/.test(text)) problems.push(`no reason: ${text}`)
      const location = answer.headers.get('location')
      if (location) await fetch(`${server.url}${location}/hangup`, { method: 'POST' })
    }
    if (server.sessionCount() > 0) problems.push(`${server.sessionCount()} sessions left behind`)
  } finally {
    await server.close()
  }
  return problems
}

async function answered(random: Random, count: number): Promise<string[]> {
  const problems: string[] = []
  const world = createWorldClock()
  const clock = world.view('client')
  for (let i = 0; i < count; i++) {
    const calls = createCalls(clock)
    const body = damageSdp(offer, random)
    const transport = createWebRtcTransport(
      { url: 'http://localhost/v1', model: 'm', clock },
      {
        createPeerConnection: () => calls.createPeerConnection(),
        fetch: async () => new Response(body, { status: random.pick([200, 201]) }),
        media: { track: () => null, onTrackChange: () => () => {}, play: () => () => {} },
      },
    )
    const connected = transport
      .connect({
        config: { type: 'realtime' },
        credentials: async () => ({ clientSecret: 'ek_x' }),
        signal: new AbortController().signal,
      })
      .then(
        () => problems.push('a call without a server connected'),
        (error: unknown) =>
          isRealtimeError(error) || problems.push(`connect threw ${String(error)} for ${JSON.stringify(body)}`),
      )
    await world.advance(21_000)
    await connected
    if (calls.open() > 0) problems.push('a peer connection was left open')
  }
  return problems
}

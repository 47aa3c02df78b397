import type { Clock } from '../clock.ts'
import { joinAudio, loud, silence, startTestServer } from '../testing/testServer.ts'
import { placeCall } from '../testing/wireCall.ts'
import type { Caller, Scenario, TransportName } from './scenario.ts'

interface Driven extends AsyncDisposable {
  caller: Caller
}

const systemTime: Clock = { now: () => Date.now(), setTimeout: () => () => {} }
const defaultQuery = '?model=gpt-realtime'

/** How each transport carries a scenario. */
export const drivers: Readonly<Record<TransportName, (scenario: Scenario) => Promise<Driven>>> = {
  async WebSocket({ server: options, query = defaultQuery }) {
    const made = options()
    const server = await startTestServer(made)
    const client = await server.connect(query)
    const send = (...parts: Int16Array[]) => {
      client.speak(joinAudio(...parts))
      return Promise.resolve()
    }
    return {
      caller: {
        transport: 'WebSocket',
        events: client.events,
        send: client.send,
        next: client.next,
        say: () => send(silence(400), loud(600), silence(900)),
        keepSpeaking: () => send(silence(200), loud(600)),
        quiet: (ms) => send(silence(ms)),
        ended: client.closed.then(({ code }) => code),
        clock: made.clock ?? systemTime,
      },
      [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
    }
  },
  async WebRTC({ server: options, query = defaultQuery }) {
    const made = options()
    const server = await startTestServer(made)
    const call = await placeCall(`${server.base}/v1/realtime/calls${query}`)
    await new Promise<void>((resolve, reject) => {
      const look = () => {
        if (call.events.length > 0) resolve()
        else if (!call.response.ok) reject(new Error(call.sdp))
        else setTimeout(look, 10)
      }
      look()
    })
    return {
      caller: {
        transport: 'WebRTC',
        events: call.events,
        send: call.send,
        next: call.next,
        say: () => call.speak(500),
        keepSpeaking: () => call.speak(500),
        // The microphone never stops: silence is time that passes.
        quiet: (ms) =>
          new Promise((resolve) => {
            setTimeout(resolve, ms)
          }),
        ended: call.closed.then(() => null),
        clock: made.clock ?? systemTime,
      },
      async [Symbol.asyncDispose]() {
        await call.hangUp()
        await server[Symbol.asyncDispose]()
      },
    }
  },
}

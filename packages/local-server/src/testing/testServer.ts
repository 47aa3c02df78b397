import { listen } from '../adapter/node.ts'
import { createWebRtcConnector } from '../adapter/webRtc.ts'
import type { RecognizeOptions } from '../recognizer/recognizer.ts'
import type { Responder, ResponderPart, ResponderRequest } from '../responder/responder.ts'
import { createRealtimeServer } from '../server/realtimeServer.ts'
import type { RealtimeServerOptions } from '../server/serverOptions.ts'
import { createLevelDetector } from '../turn/levelDetector.ts'
import { createPreparedVoice } from '../voice/preparedVoice.ts'
import { connectWire, type WireClient } from './wireClient.ts'

export interface TestServer extends AsyncDisposable {
  base: string
  wsUrl: string
  sessionCount(): number
  connect(query?: string, options?: Parameters<typeof connectWire>[1]): Promise<WireClient>
  [Symbol.asyncDispose](): Promise<void>
}

/** A real server on a free port, with quick parts: loud is speech, its words are `heard` in turn, and the voice hums at once. */
export async function startTestServer(
  options: Partial<RealtimeServerOptions> & { heard?: readonly string[] } = {},
): Promise<TestServer> {
  const heard = [...(options.heard ?? [])]
  const parts = {
    detector: createLevelDetector(),
    recognizer: {
      recognize: (_: Float32Array, { onPartial }: RecognizeOptions = {}) => {
        const text = heard.shift() ?? ''
        for (const word of text.match(/\s*\S+/g)?.slice(0, -1) ?? []) onPartial?.(word)
        return Promise.resolve(text)
      },
    },
    voice: createPreparedVoice({ msPerCharacter: 20 }),
    seed: 7,
    pacing: { rate: Infinity },
    ...options,
  } satisfies RealtimeServerOptions
  const server = createRealtimeServer(parts, createWebRtcConnector({ lan: false }))
  const listening = await listen(server, { port: 0, host: '127.0.0.1' })
  const wsUrl = `ws://127.0.0.1:${listening.port}/v1/realtime`
  return {
    base: `http://127.0.0.1:${listening.port}`,
    wsUrl,
    sessionCount: () => server.sessionCount(),
    connect: (query = '?model=gpt-realtime', wire = {}) => connectWire(`${wsUrl}${query}`, wire),
    [Symbol.asyncDispose]: () => listening.close(),
  }
}

/** A responder that gives these parts, one list for each response, the last again and again. */
export function saying(...turns: readonly (readonly (ResponderPart | string)[])[]): Responder & {
  requests: ResponderRequest[]
} {
  const requests: ResponderRequest[] = []
  return {
    requests,
    async *respond(request) {
      const parts = turns[Math.min(requests.length, turns.length - 1)] ?? []
      requests.push(request)
      for (const part of parts) yield typeof part === 'string' ? { type: 'text', text: part } : part
    },
  }
}

/** A second of something loud enough to be speech, at 24 kHz. */
export function loud(ms: number): Int16Array {
  return Int16Array.from({ length: ms * 24 }, (_, i) => Math.round(9000 * Math.sin(i / 9)))
}

export const silence = (ms: number): Int16Array => new Int16Array(ms * 24)

export function joinAudio(...parts: readonly Int16Array[]): Int16Array {
  const whole = new Int16Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

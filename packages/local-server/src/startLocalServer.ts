import { listen } from './adapter/node.ts'
import { createWebRtcConnector } from './adapter/webRtc.ts'
import { isLoopbackName } from './server/access.ts'
import { createRealtimeServer, type RealtimeServer } from './server/realtimeServer.ts'
import type { RealtimeServerOptions } from './server/serverOptions.ts'
import { createPreparedVoice } from './voice/preparedVoice.ts'
import { loadSpeechParts, missingWeights } from './speechParts.ts'

export interface LocalServerOptions extends Partial<RealtimeServerOptions> {
  /** Default 8790; 0 picks a free one. */
  port?: number
  /** Default `127.0.0.1`: only this machine. Any other address makes the server answer to every host name. */
  host?: string
  /** PEM. Then the addresses are `https` and `wss`, which some clients insist on. */
  tls?: { key: string; cert: string }
  /** Another server behind the same socket: a replay, or a proxy that records. */
  server?: (parameters: RealtimeServerOptions) => RealtimeServer
  /** Where remarks go, one line each. Default: nowhere. */
  log?: (line: string) => void
}

export interface LocalServer {
  /** `http://HOST:PORT`; clients use `${url}/v1`. */
  url: string
  /** `ws://HOST:PORT/v1/realtime`. */
  wsUrl: string
  port: number
  sessionCount(): number
  /** Ends every session and frees the port. */
  close(): Promise<void>
}

/** Starts the Realtime API on this machine, with real speech. Rejects when the port is taken. */
export async function startLocalServer(options: LocalServerOptions = {}): Promise<LocalServer> {
  const { port = 8790, host = '127.0.0.1', log = () => {} } = options
  const given =
    options.server !== undefined ||
    (options.detector !== undefined && options.recognizer !== undefined && options.voice !== undefined)
  const parts = given ? null : await loadSpeechParts()
  if (parts && options.recognizer === undefined && !parts.recognizer) log(missingWeights)
  const open = isLoopbackName(host) ? [] : ['*']
  const parameters: RealtimeServerOptions = {
    ...options,
    allowedHosts: options.allowedHosts ?? open,
    detector: options.detector ?? parts?.detector ?? null,
    recognizer: options.recognizer === undefined ? (parts?.recognizer ?? null) : options.recognizer,
    voice: options.voice ?? parts?.voice ?? createPreparedVoice(),
  }
  const server =
    options.server?.(parameters) ??
    createRealtimeServer(parameters, createWebRtcConnector({ lan: !isLoopbackName(host) }))
  const listening = await listen(server, { port, host, ...(options.tls ? { tls: options.tls } : {}) }).catch(
    async (error: unknown) => {
      await parts?.close()
      throw error
    },
  )
  void parts?.warmUp()
  const secure = options.tls ? 's' : ''
  const shown = host.includes(':') ? `[${host}]` : host === '0.0.0.0' ? '127.0.0.1' : host
  return {
    url: `http${secure}://${shown}:${listening.port}`,
    wsUrl: `ws${secure}://${shown}:${listening.port}/v1/realtime`,
    port: listening.port,
    sessionCount: () => server.sessionCount(),
    async close() {
      await listening.close()
      await parts?.close()
    },
  }
}

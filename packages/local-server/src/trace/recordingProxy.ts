import { appendFileSync, writeFileSync } from 'node:fs'
import { WebSocket } from 'ws'
import { systemClock, type Clock } from '../clock.ts'
import { accessDenied, accessOf, answerAllowed, type AccessRules } from '../server/access.ts'
import type { Connection, ConnectRequest, ServerSocket } from '../server/connection.ts'
import { keyOf } from '../server/credentials.ts'
import { httpError } from '../server/http.ts'
import type { RealtimeServer } from '../server/realtimeServer.ts'
import type { OutgoingEvent } from '../session/effect.ts'
import { traceLine } from './trace.ts'

export interface RecordingOptions {
  /** The base of the real service, such as `https://api.openai.com/v1`. */
  upstream: string
  /** Used for clients that bring no client secret of the service. Stays in this process. */
  apiKey: string | undefined
  /** The trace, JSON Lines; begun afresh. A second session is written behind the first. */
  path: string
  /** Default false: audio is replaced by its length. */
  keepAudio?: boolean
  clock?: Clock
  access?: AccessRules
}

/** Stands between a client and the real service and writes down what passes, without keys. WebSocket sessions only. */
export function createRecordingProxy(options: RecordingOptions): RealtimeServer {
  const { upstream, apiKey, path, keepAudio = false, clock = systemClock } = options
  const rules = accessOf(options.access)
  const open = new Set<WebSocket>()
  writeFileSync(path, '')

  const credential = (headers: Headers, url: URL, protocols: readonly string[] = []): Record<string, string> => {
    const own = keyOf(headers, url, protocols)
    const key = own?.startsWith('ek_') ? own : (apiKey ?? own)
    return key ? { authorization: `Bearer ${key}` } : {}
  }

  const connect = (request: ConnectRequest, socket: ServerSocket): Connection => {
    const target = new URL(`${upstream.replace(/^http/, 'ws').replace(/\/+$/, '')}/realtime`)
    target.search = request.url.search
    const remote = new WebSocket(target, { headers: credential(request.headers, request.url, request.protocols) })
    open.add(remote)
    const startMs = clock.now()
    const waiting: string[] = []
    const write = (from: 'client' | 'server', text: string) => {
      try {
        const line = traceLine(clock.now() - startMs, from, JSON.parse(text) as Record<string, unknown>, keepAudio)
        appendFileSync(path, `${JSON.stringify(line)}\n`)
      } catch {
        // What is not JSON is passed on but has no place in a trace.
      }
    }
    remote.on('open', () => {
      for (const text of waiting.splice(0)) remote.send(text)
    })
    remote.on('message', (data: Buffer) => {
      const text = data.toString('utf8')
      write('server', text)
      socket.sendText(text)
    })
    remote.on('error', (error) => {
      const detail = {
        type: 'server_error',
        code: 'upstream_unreachable',
        message: `The service cannot be reached: ${error.message}`,
        param: null,
        event_id: null,
      }
      socket.send({ type: 'error', event_id: 'event_upstream', error: detail } satisfies OutgoingEvent)
      socket.close(1011, 'The service cannot be reached.')
    })
    remote.on('close', (code, reason) => {
      open.delete(remote)
      socket.close(code === 1006 || code === 1005 ? 1011 : code, reason.toString().slice(0, 120))
    })
    return {
      message(text) {
        write('client', text)
        if (remote.readyState === remote.OPEN) remote.send(text)
        else waiting.push(text)
      },
      binary() {},
      closed: () => remote.close(),
    }
  }

  const forward = async (request: Request): Promise<Response> => {
    const url = new URL(request.url)
    const type = request.headers.get('content-type')
    try {
      const answer = await fetch(`${upstream.replace(/\/+$/, '')}${url.pathname.replace(/^\/v1/, '')}${url.search}`, {
        method: request.method,
        headers: { ...credential(request.headers, url), ...(type ? { 'content-type': type } : {}) },
        ...(request.method === 'GET' ? {} : { body: await request.arrayBuffer() }),
      })
      const location = answer.headers.get('location')
      const headers = {
        'content-type': answer.headers.get('content-type') ?? 'application/json',
        ...(location ? { location } : {}),
      }
      return new Response(await answer.arrayBuffer(), { status: answer.status, headers })
    } catch {
      return httpError(
        502,
        { code: 'upstream_unreachable', message: 'The service cannot be reached.', param: null },
        'server_error',
      )
    }
  }

  return {
    fetch: (request) => answerAllowed(request, rules, () => forward(request)),
    refuseUpgrade: (request) => Promise.resolve(accessDenied(request.headers, rules)),
    connect,
    sessionCount: () => open.size,
    close() {
      for (const remote of open) remote.terminate()
    },
  }
}

import { systemClock, type Clock } from '../clock.ts'
import { accessDenied, accessOf, answerAllowed, type AccessRules } from '../server/access.ts'
import type { Connection, ServerSocket } from '../server/connection.ts'
import { httpError, json } from '../server/http.ts'
import type { RealtimeServer } from '../server/realtimeServer.ts'
import type { OutgoingEvent } from '../session/effect.ts'
import type { TraceLine } from './trace.ts'

/**
 * Serves a trace: every connection gets the server's events as they were recorded, at their times, each after the client has
 * sent what had come before it. Audio of the client is not waited for.
 */
export function createReplayServer(
  trace: readonly TraceLine[],
  clock: Clock = systemClock,
  rules: AccessRules = accessOf(),
): RealtimeServer {
  const open = new Set<ServerSocket>()

  const connect = (socket: ServerSocket): Connection => {
    open.add(socket)
    let at = 0
    let stopped = false
    let waiting = false
    let cancel = () => {}
    const received: string[] = []

    const step = () => {
      const line = trace[at]
      if (stopped || !line) return
      const { type } = line.event as { type: string }
      if (line.from === 'client') {
        if (type !== 'input_audio_buffer.append') {
          const found = received.indexOf(type)
          if (found < 0) return
          received.splice(0, found + 1)
        }
        at++
        return step()
      }
      const previous = trace[at - 1]
      at++
      waiting = true
      cancel = clock.setTimeout(
        () => {
          waiting = false
          socket.send(withSilence(line))
          step()
        },
        Math.max(0, line.atMs - (previous?.atMs ?? line.atMs)),
      )
    }
    step()
    return {
      message(text) {
        try {
          const { type } = JSON.parse(text) as { type?: unknown }
          if (typeof type === 'string' && type !== 'input_audio_buffer.append') received.push(type)
        } catch {
          return
        }
        if (!waiting && trace[at]?.from === 'client') step()
      },
      binary() {},
      closed() {
        stopped = true
        cancel()
        open.delete(socket)
      },
    }
  }

  return {
    fetch: (request) =>
      answerAllowed(request, rules, () => {
        if (request.method === 'POST' && request.url.endsWith('/v1/realtime/client_secrets')) {
          const expires_at = Math.floor(clock.now() / 1000) + 600
          return json({ value: 'ek_replay', expires_at, session: { type: 'realtime' } })
        }
        const message = 'A replay serves WebSocket sessions only.'
        return httpError(404, { code: 'not_recorded', message, param: null })
      }),
    refuseUpgrade: (request) => Promise.resolve(accessDenied(request.headers, rules)),
    connect: (_, socket) => connect(socket),
    sessionCount: () => open.size,
    close() {
      for (const socket of open) socket.close(1001, 'The server is shutting down.')
    },
  }
}

function withSilence({ event, audioBytes }: TraceLine): OutgoingEvent {
  const whole = { ...event } as OutgoingEvent
  if (audioBytes && event['type'] === 'response.output_audio.delta') {
    whole['delta'] = 'A'.repeat(Math.ceil(audioBytes / 3) * 4)
  }
  return whole
}

import type { Clock } from '../clock.ts'
import type { ServerSocket } from '../server/connection.ts'
import type { OutgoingEvent } from '../session/effect.ts'
import { randomNumber } from '../session/step.ts'
import type { FaultPlan } from './faultPlan.ts'

/** A socket on which things go wrong as planned. Without anything planned it is the socket itself. */
export function withFaults(socket: ServerSocket, plan: FaultPlan, clock: Clock): ServerSocket {
  const {
    latencyMs = 0,
    jitterMs = 0,
    drop = 0,
    duplicate = 0,
    reorder = 0,
    malformed = 0,
    close,
    closeAfter = 3,
  } = plan
  if (!latencyMs && !jitterMs && !drop && !duplicate && !reorder && !malformed && close === undefined) return socket
  const dice = { random: (plan.seed ?? 1) | 0 }
  const happens = (share: number) => randomNumber(dice) < share
  let lastDueMs = 0
  const waiting: (() => void)[] = []
  let held: (() => void) | null = null
  let deltas = 0
  let over = false

  const later = (fn: () => void) => {
    const delayMs = latencyMs + Math.floor(jitterMs * randomNumber(dice))
    lastDueMs = Math.max(lastDueMs, clock.now() + delayMs)
    const waitMs = lastDueMs - clock.now()
    if (waitMs <= 0 && waiting.length === 0) return fn()
    // Timers that are due together fire in any order; what waits goes in its own.
    waiting.push(fn)
    clock.setTimeout(() => waiting.shift()?.(), Math.max(0, waitMs))
  }
  const deliver = (event: OutgoingEvent) => {
    // Drawn for every event, so that one fault does not move another.
    const [dropped, twice, swapped, cut] = [happens(drop), happens(duplicate), happens(reorder), happens(malformed)]
    if (dropped) return
    const text = cut ? JSON.stringify(event) : ''
    const send = () => later(() => (cut ? socket.sendText(text.slice(0, text.length >> 1)) : socket.send(event)))
    const all = () => {
      send()
      if (twice) send()
    }
    if (held) {
      all()
      held()
      held = null
    } else if (swapped) held = all
    else all()
  }

  return {
    send(event) {
      if (over) return
      if (event.type === 'session.created') return later(() => socket.send(event))
      deliver(event)
      if (close === undefined || !/output_(audio|text)\.delta$|audio_transcript\.delta$/.test(event.type)) return
      if (++deltas < closeAfter) return
      over = true
      later(() => socket.close(close, 'A fault that was asked for.'))
    },
    sendText: (text) => later(() => socket.sendText(text)),
    close(code, reason) {
      held?.()
      held = null
      later(() => socket.close(code, reason))
    },
  }
}

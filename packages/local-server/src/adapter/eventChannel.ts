import { withFaults } from '../faults/faultySocket.ts'
import type { CallOptions } from '../server/calls.ts'
import type { OutgoingEvent } from '../session/effect.ts'
import type { ServerSession } from '../session/serverSession.ts'
import { passesWebRtcFilter } from './webRtcFilter.ts'

/** A data channel, whoever made it. */
export interface EventChannel {
  isOpen(): boolean
  bufferedAmount(): number
  send(text: string): void
}

const largestMessage = 256 * 1024
/** A client that has this much unread is hung up on. */
const largestBacklog = 8 * 1024 * 1024
/** The last error must arrive before the channel goes. */
const farewellMs = 200

/** Carries a session's events over the data channel of its call, and begins it. */
export function openEventChannel(
  session: ServerSession,
  channel: EventChannel,
  hangUp: () => void,
  { filtered, faults, clock }: CallOptions,
): void {
  const sendText = (text: string) => {
    if (!channel.isOpen()) return
    if (channel.bufferedAmount() > largestBacklog) return hangUp()
    channel.send(text)
  }
  const socket = withFaults(
    {
      send: (event) => sendText(messageOf(event)),
      sendText,
      close: () => void setTimeout(hangUp, farewellMs),
    },
    faults,
    clock,
  )
  session.subscribe({
    event(event) {
      if (!filtered || passesWebRtcFilter(event.type)) socket.send(event)
    },
    close: (code, reason) => socket.close(code, reason),
  })
  session.open()
}

/** Retrieved audio is the one thing that can be too large for a data channel; it is left out then. */
function messageOf(event: OutgoingEvent): string {
  const text = JSON.stringify(event)
  if (text.length < largestMessage) return text
  return JSON.stringify(event, (key, value: unknown) =>
    key === 'audio' && typeof value === 'string' ? undefined : value,
  )
}

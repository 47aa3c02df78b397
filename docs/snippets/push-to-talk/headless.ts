import type { RealtimeSession } from '@parley/core'

/** One turn of recorded speech: 24 kHz, 16 bit, mono. */
export function sayRecorded(session: RealtimeSession, speech: Int16Array): void {
  session.sendAudio(speech, { commit: true })
  session.requestResponse()
}

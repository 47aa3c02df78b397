import type { Microphone, RecorderControl, Speaker } from '../audio/audioPorts.ts'
import type { Clock } from '../clock.ts'
import type { Credentials, Transport } from '../transport/transport.ts'
import type { createLive } from './live.ts'

/** Everything a session talks through. The runner fills them in with the platform's own; tests hand in fakes. */
export interface SessionPorts {
  /** A fresh transport for each attempt. */
  createTransport(model: string): Transport
  /** Asked for late, once an attempt, counted from 1. */
  credentials(options: { signal: AbortSignal; attempt: number }): Promise<Credentials>
  /** Null where there is none: audio then comes from `sendAudio`. */
  microphone: Microphone | null
  speaker: Speaker
  recorder: RecorderControl
  clock: Clock
  /** 0 to 1, like `Math.random`. */
  random(): number
  /** Runs `flush` soon, once for all that happened until then. */
  schedule(flush: () => void): void
  /** Fetches the code that a connection needs: asked at `connect`, in a page when the session is made. */
  loadLive(): Promise<{ createLive: typeof createLive }>
  network: { readonly online: boolean; subscribe(listener: (online: boolean) => void): () => void } | null
}

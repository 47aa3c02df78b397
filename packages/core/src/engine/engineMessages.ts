import type { AudioCodec } from '../audio/audioPorts.ts'
import type { Stall } from '../audio/contextWatch.ts'
import type { PlayerSignal } from '../audio/playback/player.ts'
import type { ClientEvent, SessionConfig } from '../protocol/index.ts'
import type { Credentials, TransportSignal } from '../transport/transport.ts'
import type { PlainError } from './plainError.ts'

/** What the engine is told. `connection` tells attempts apart: what belongs to an older one is ignored. */
export type ToEngine =
  | { type: 'connect'; connection: number; url: string; config: SessionConfig; secrets: Credentials }
  | { type: 'close'; connection: number }
  | { type: 'send'; connection: number; event: ClientEvent }
  | { type: 'sendAudio'; connection: number; bytes: Uint8Array }
  | { type: 'forwardAudio'; wanted: boolean }
  | { type: 'visible'; visible: boolean }
  | { type: 'player.start'; codec: AudioCodec }
  | { type: 'player.attach'; port: MessagePort; sampleRate: number }
  | { type: 'player.flush' }
  | ({ type: 'player.stalled' } & Stall)
  | { type: 'player.stop' }
  | { type: 'sink.attach'; port: MessagePort }
  | { type: 'sink.hold'; held: boolean }
  | { type: 'sink.stop' }

/** One thing the engine tells. Errors travel as plain objects. */
export type EngineNews =
  | { type: 'opened'; connection: number }
  | { type: 'failed'; connection: number; error: PlainError }
  | { type: 'signal'; connection: number; signal: PlainSignal; flushed: boolean }
  /** The connection that was asked to close is gone. */
  | { type: 'gone'; connection: number }
  | { type: 'player'; signal: PlayerSignal }

export type PlainSignal =
  | Extract<TransportSignal, { type: 'event' | 'audio' | 'dropped' | 'rtt' }>
  | { type: 'malformed'; error: PlainError }
  | { type: 'closed'; error: PlainError | null }

/** `hello` comes first, once; a batch holds the news in the order in which they happened. */
export type FromEngine = { type: 'hello' } | { type: 'batch'; news: EngineNews[] }

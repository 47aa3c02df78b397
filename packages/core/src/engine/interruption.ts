import type { ClientEvent, ServerEvent, ServerEventOf, SessionConfig } from '../protocol/index.ts'
import { bargeIn } from '../session/bargeIn.ts'
import { initialCut, initialPlayback } from '../session/initialState.ts'
import type { Effect } from '../session/effect.ts'
import { playback } from '../session/playback.ts'
import type { SessionEvent } from '../session/sessionEvent.ts'
import type { SessionState } from '../session/sessionState.ts'
import type { Step } from '../session/slice.ts'
import { interruptsOf } from '../transport/interruptsOf.ts'
import type { PlayerSignal } from '../audio/playback/player.ts'
import type { AudioCodec } from '../audio/audioPorts.ts'

/** What of a session's state the two slices read and write. */
type Watched = Pick<SessionState, 'cut' | 'playback'> & {
  settings: Pick<SessionState['settings'], 'interrupts' | 'outputFormat'>
  response: Pick<SessionState['response'], 'active' | 'sent' | 'known'>
  link: Pick<SessionState['link'], 'audio'>
  connection: { status: 'disconnected' }
}

/**
 * Decides in the engine's thread that playback must fall silent, by the session's own slices `bargeIn` and `playback`, and
 * which audio is dropped afterwards. The session reaches the same answer from the same events a moment later, tells the
 * server and shows it: of what the slices ask for here, only the flush is done.
 */
export class Interruption {
  #state: Watched = {
    cut: initialCut,
    playback: initialPlayback,
    settings: { interrupts: true, outputFormat: 'pcm' },
    response: { active: null, sent: null, known: [] },
    link: { audio: 'frames' },
    connection: { status: 'disconnected' },
  }

  configure(config: SessionConfig, codec: AudioCodec): void {
    this.#state = { ...this.#state, settings: { interrupts: interruptsOf(config) ?? true, outputFormat: codec } }
  }

  /** True when playback must fall silent now. */
  received(event: ServerEvent): boolean {
    const { response } = this.#state
    if (event.type === 'session.created' || event.type === 'session.updated') {
      const interrupts = interruptsOf((event as ServerEventOf<'session.updated'>).session)
      if (interrupts !== undefined) this.#patch({ settings: { ...this.#state.settings, interrupts } })
    } else if (event.type === 'response.created') {
      const { id, conversation_id: conversation } = (
        event as { response: { id: string; conversation_id?: string | null } }
      ).response
      if (conversation !== null) this.#patch({ response: { ...response, active: id } })
    }
    const flush = this.#fold(event as SessionEvent)
    if (event.type === 'response.done') {
      const { id } = (event as { response: { id: string } }).response
      if (response.active === id) this.#patch({ response: { ...response, active: null } })
    }
    return flush
  }

  /** Whether this audio is to be played; counts it when it is. */
  accepts(itemId: string, contentIndex: number, responseId: string, byteLength: number): boolean {
    if (this.#state.cut.dropping.includes(responseId)) return false
    this.#fold({ type: 'audio.received', itemId, contentIndex, responseId, byteLength, bytes: null })
    return true
  }

  /** A response the session cancels is heard no further. */
  sent(event: ClientEvent): void {
    if (event.type !== 'response.cancel' || event.response_id === undefined) return
    const { cut } = this.#state
    if (!cut.dropping.includes(event.response_id)) {
      this.#patch({ cut: { ...cut, dropping: [...cut.dropping, event.response_id] } })
    }
  }

  /** The session flushes: what still comes of the parts that were sounding is dropped. */
  flushed(): void {
    this.#fold({ type: 'interruption.asked', scope: 'playback', responseId: null } as SessionEvent)
  }

  played(signal: PlayerSignal): void {
    if (signal.type === 'drained') this.#fold({ ...signal, type: 'playback.drained' })
    if (signal.type === 'flushed') this.#fold({ type: 'playback.flushed', items: signal.items })
  }

  closed(): void {
    this.#patch({ cut: initialCut, playback: initialPlayback, response: { active: null, sent: null, known: [] } })
  }

  #fold(event: SessionEvent): boolean {
    let flush = false
    const step: Step = {
      at: 0,
      do: (effect: Effect) => {
        if (effect.type === 'playback.flush') flush = true
      },
      emit() {},
      raise() {},
    }
    for (const slice of [bargeIn, playback]) {
      const handler = (
        slice.on as Record<
          string,
          ((state: SessionState, event: SessionEvent, step: Step) => object | void) | undefined
        >
      )[event.type]
      const patch = handler?.(this.#state as unknown as SessionState, event, step)
      if (patch) this.#patch(patch)
    }
    return flush
  }

  #patch(patch: Partial<Watched>): void {
    this.#state = { ...this.#state, ...patch }
  }
}

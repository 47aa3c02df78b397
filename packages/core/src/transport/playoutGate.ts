import type { Clock } from '../clock.ts'
import type { ClientEvent, ServerEvent, ServerEventOf, SessionConfig } from '../protocol/index.ts'
import { interruptsOf } from './interruptsOf.ts'

/** By then the server has cleared its buffer; a gate that stays closed for ever would be worse than a word too many. */
const longestMs = 2000
/** What is still on its way when the server says that it has cleared. */
const inFlightMs = 200

/**
 * Silences the remote track at once when the user interrupts, without waiting for the server to do it: closed while the
 * agent is sounding and speech starts or the app clears the output, opened by what the server says next.
 */
export class PlayoutGate {
  #setOpen: (open: boolean) => void
  #clock: Clock
  #interrupts: boolean
  #sounding = false
  #cancelTimer: (() => void) | null = null

  constructor(options: { clock: Clock; config: SessionConfig; setOpen: (open: boolean) => void }) {
    this.#clock = options.clock
    this.#setOpen = options.setOpen
    this.#interrupts = interruptsOf(options.config) ?? true
  }

  received(event: ServerEvent): void {
    switch (event.type) {
      case 'session.created':
      case 'session.updated':
        this.#interrupts = interruptsOf((event as ServerEventOf<'session.updated'>).session) ?? this.#interrupts
        break
      case 'input_audio_buffer.speech_started':
        if (this.#sounding && this.#interrupts) this.#close()
        break
      case 'output_audio_buffer.started':
        this.#sounding = true
        this.#open()
        break
      case 'output_audio_buffer.stopped':
        this.#sounding = false
        this.#open()
        break
      case 'output_audio_buffer.cleared':
        this.#sounding = false
        if (this.#cancelTimer) this.#openAfter(inFlightMs)
        break
      case 'input_audio_buffer.speech_stopped':
      case 'input_audio_buffer.committed':
        this.#open()
        break
    }
  }

  sent(event: ClientEvent): void {
    if (event.type === 'output_audio_buffer.clear' && this.#sounding) this.#close()
  }

  stop(): void {
    this.#cancelTimer?.()
    this.#cancelTimer = null
  }

  #close(): void {
    this.#setOpen(false)
    this.#openAfter(longestMs)
  }

  #open(): void {
    if (!this.#cancelTimer) return
    this.stop()
    this.#setOpen(true)
  }

  #openAfter(ms: number): void {
    this.#cancelTimer?.()
    this.#cancelTimer = this.#clock.setTimeout(() => this.#open(), ms)
  }
}

import type { Clock } from '../clock.ts'
import type { PlayerSignal } from '../audio/playback/player.ts'
import type { EngineNews } from './engineMessages.ts'

const frameMs = 16
const idleMs = 100

/**
 * Gathers what the page must know into one message a frame: a message costs more than what is in it. What somebody waits
 * for goes at once, with everything that happened before it.
 */
export class NewsBatch {
  #clock: Clock
  #post: (news: EngineNews[]) => void
  #news: EngineNews[] = []
  #cancel: (() => void) | null = null
  /** When the timer fires. */
  #due = Infinity
  visible = true

  constructor(clock: Clock, post: (news: EngineNews[]) => void) {
    this.#clock = clock
    this.#post = post
  }

  add(news: EngineNews): void {
    if (isPosition(news)) this.#forget(news)
    this.#news.push(news)
    const wait = this.visible ? mayWaitMs(news) : Math.min(mayWaitMs(news) * idleMs, idleMs)
    if (wait === 0) return this.flush()
    const due = this.#clock.now() + wait
    if (due >= this.#due) return
    this.#cancel?.()
    this.#due = due
    this.#cancel = this.#clock.setTimeout(() => this.flush(), wait)
  }

  /** Of several positions only the last one is news. */
  #forget({ signal }: PositionNews): void {
    const at = this.#news.findLastIndex(
      (other) =>
        isPosition(other) && other.signal.itemId === signal.itemId && other.signal.contentIndex === signal.contentIndex,
    )
    if (at >= 0) this.#news.splice(at, 1)
  }

  flush(): void {
    this.#cancel?.()
    this.#cancel = null
    this.#due = Infinity
    if (this.#news.length === 0) return
    const news = this.#news
    this.#news = []
    this.#post(news)
  }
}

type PositionNews = { type: 'player'; signal: Extract<PlayerSignal, { type: 'position' }> }

function isPosition(news: EngineNews): news is PositionNews {
  return news.type === 'player' && news.signal.type === 'position'
}

/** Pieces of text come many times a second and are seen a frame later; of sound, only how much it was has to be known. */
function mayWaitMs(news: EngineNews): number {
  if (news.type === 'player') return news.signal.type === 'position' ? idleMs : 0
  if (news.type !== 'signal') return 0
  if (news.signal.type === 'audio') return idleMs
  if (news.signal.type !== 'event') return 0
  return news.signal.event.type.endsWith('.delta') ? frameMs : 0
}

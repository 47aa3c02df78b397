import type { Clock } from '../clock.ts'
import type { EngineNews } from './engineMessages.ts'

const frameMs = 16
const hiddenMs = 100

/**
 * Gathers what the page must know into one message a frame: a message costs more than what is in it. What somebody waits
 * for goes at once, with everything that happened before it.
 */
export class NewsBatch {
  #clock: Clock
  #post: (news: EngineNews[]) => void
  #news: EngineNews[] = []
  #cancel: (() => void) | null = null
  visible = true

  constructor(clock: Clock, post: (news: EngineNews[]) => void) {
    this.#clock = clock
    this.#post = post
  }

  add(news: EngineNews): void {
    this.#news.push(news)
    if (!mayWait(news)) this.flush()
    else this.#cancel ??= this.#clock.setTimeout(() => this.flush(), this.visible ? frameMs : hiddenMs)
  }

  flush(): void {
    this.#cancel?.()
    this.#cancel = null
    if (this.#news.length === 0) return
    const news = this.#news
    this.#news = []
    this.#post(news)
  }
}

/** Pieces of text and of sound come many times a second; a frame later is soon enough for them. */
function mayWait(news: EngineNews): boolean {
  if (news.type === 'player') return news.signal.type === 'position'
  if (news.type !== 'signal') return false
  if (news.signal.type === 'audio') return true
  return news.signal.type === 'event' && news.signal.event.type.endsWith('.delta')
}

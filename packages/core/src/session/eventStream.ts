import { createEmitter, reportLater, type Emitter } from '../emitter.ts'
import type { EventOf, EventType, RealtimeSessionEvent } from './eventMap.ts'

type AnyEvent = RealtimeSessionEvent<never>

/** The app's side of a session: listeners by type, and iterators that each see every event. */
export interface EventStream<C> {
  /** Calls every listener; returns the errors they threw. */
  emit(event: RealtimeSessionEvent<C>): readonly unknown[]
  on<T extends EventType>(type: T | readonly T[] | '*', listener: (event: EventOf<T, C>) => void): () => void
  iterate(): AsyncIterableIterator<RealtimeSessionEvent<C>>
  /** Whether anybody wants this type; an open iterator wants all. */
  wants(type: EventType): boolean
  /** Ends every iterator once it has given what waits; with an error, by throwing it. */
  end(error?: unknown): void
  /** From now on events are kept for the first iterator again. */
  reopen(): void
}

/** Events kept for the first iterator when nobody iterates yet. */
const backlogLimit = 1_000
/** Types that are only made while somebody wants them, and so never wait for anybody. */
const liveOnly: ReadonlySet<EventType> = new Set(['audio', 'raw_model_event', 'raw_client_event'])

const nothing: readonly unknown[] = []

interface Reader<E> {
  push(event: E): void
  end(error: unknown): void
}

export function createEventStream<C>(): EventStream<C> {
  type Event = RealtimeSessionEvent<C>
  const byType = new Map<string, Emitter<Event>>()
  const readers = new Set<Reader<Event>>()
  let backlog: Event[] | null = []
  let thrown: unknown[] | null = null
  let ended = false

  const emitterOf = (type: string): Emitter<Event> => {
    let emitter = byType.get(type)
    if (!emitter) {
      emitter = createEmitter<Event>((error) => {
        thrown ??= []
        thrown.push(error)
        reportLater(error)
      })
      byType.set(type, emitter)
    }
    return emitter
  }

  return {
    emit(event) {
      const outer = thrown
      thrown = null
      byType.get(event.type)?.emit(event)
      byType.get('*')?.emit(event)
      if (!ended && event.type !== 'raw_client_event') for (const reader of readers) reader.push(event)
      if (backlog && readers.size === 0 && !liveOnly.has(event.type)) {
        backlog.push(event)
        // Cut now and then, so that an event nobody waits for costs nothing.
        if (backlog.length >= 2 * backlogLimit) backlog = backlog.slice(-backlogLimit)
      }
      const errors = thrown ?? nothing
      thrown = outer
      return errors
    },
    on(type, listener) {
      const types: readonly string[] = Array.isArray(type) ? type : [type as string]
      const call = listener as unknown as (event: Event) => void
      const offs = types.map((name) => emitterOf(name).subscribe(call))
      return () => offs.forEach((off) => off())
    },
    wants: (type) => readers.size > 0 || (byType.get(type)?.size ?? 0) > 0 || (byType.get('*')?.size ?? 0) > 0,
    iterate() {
      const first = backlog?.slice(-backlogLimit) ?? []
      backlog = null
      return createReader(first, ended, readers)
    },
    end(error) {
      ended = true
      for (const reader of readers) reader.end(error)
      readers.clear()
    },
    reopen() {
      ended = false
      backlog ??= []
    },
  }
}

function createReader<E extends AnyEvent | object>(
  waiting: E[],
  alreadyEnded: boolean,
  readers: Set<Reader<E>>,
): AsyncIterableIterator<E> {
  const events = [...waiting]
  let failure: unknown
  let done = alreadyEnded
  let wake: (() => void) | null = null
  const reader: Reader<E> = {
    push(event) {
      events.push(event)
      wake?.()
    },
    end(error) {
      done = true
      failure = error
      wake?.()
    },
  }
  if (!done) readers.add(reader)
  return {
    [Symbol.asyncIterator]() {
      return this
    },
    async next() {
      while (events.length === 0 && !done) {
        await new Promise<void>((resolve) => {
          wake = resolve
        })
        wake = null
      }
      const event = events.shift()
      if (event !== undefined) return { value: event, done: false }
      if (failure !== undefined) {
        const error = failure
        failure = undefined
        throw error
      }
      return { value: undefined, done: true }
    },
    async return() {
      done = true
      events.length = 0
      readers.delete(reader)
      wake?.()
      return { value: undefined, done: true }
    },
  }
}

import type { RealtimeSessionEvent } from '@parley/core'
import { createStore } from '@parley/core/internal'
import type { SessionLike } from '../session/SessionLike.ts'

/** One line of the inspector. `in` came from the server, `out` went to it, `local` is an event of the session. */
export interface InspectedEvent {
  readonly id: number
  readonly at: number
  readonly direction: 'in' | 'out' | 'local'
  readonly type: string
  readonly data: unknown
}

export interface EventInspection {
  get(): readonly InspectedEvent[]
  subscribe(listener: () => void): () => void
  clear(): void
}

/** Listens to everything a session says, keeping the last `limit`; told at most once a frame. Audio is kept as its length. */
export function inspectEvents(
  session: SessionLike,
  limit: number,
  schedule: (run: () => void) => void = (run) => void requestAnimationFrame(run),
): EventInspection & { stop(): void } {
  const store = createStore<readonly InspectedEvent[]>([])
  let buffer: InspectedEvent[] = []
  let count = 0
  let due = false
  const flush = (): void => {
    due = false
    store.set(buffer.slice())
  }
  const tell = (): void => {
    if (due) return
    due = true
    schedule(flush)
  }
  const stop = session.on('*', (event) => {
    // A raw event is what came over the wire; its audio, and that of the session, would fill the memory.
    if (event.type === 'audio') return
    count++
    buffer.push({ id: count, at: event.at, ...lineOf(event) })
    if (buffer.length > limit) buffer = buffer.slice(-limit)
    tell()
  })
  return {
    get: store.get,
    subscribe: store.subscribe,
    clear() {
      buffer = []
      tell()
    },
    stop,
  }
}

function lineOf(event: RealtimeSessionEvent): Pick<InspectedEvent, 'direction' | 'type' | 'data'> {
  if (event.type === 'raw_model_event') return { direction: 'in', type: event.data.type, data: event.data }
  if (event.type === 'raw_client_event') return { direction: 'out', type: event.data.type, data: event.data }
  const { type, at: _at, ...data } = event
  return { direction: 'local', type, data }
}

/** As text, without what is not data: agents by their name, errors by their message, long texts cut. */
export function inspectedText(data: unknown): string {
  const seen = new WeakSet<object>()
  return JSON.stringify(
    data,
    (key, value: unknown) => {
      if (typeof value === 'string')
        return value.length > 2000 ? `${value.slice(0, 2000)}… (${value.length} characters)` : value
      if (typeof value === 'function') return 'function'
      if (typeof value !== 'object' || value === null) return value
      if (value instanceof Error) return `${value.name}: ${value.message}`
      if (ArrayBuffer.isView(value)) return `${value.byteLength} bytes`
      if (/agent$/i.test(key) && 'name' in value) return value.name
      if (seen.has(value)) return 'seen above'
      seen.add(value)
      return value
    },
    2,
  )
}

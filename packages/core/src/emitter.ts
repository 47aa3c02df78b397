/** A list of listeners. A throwing listener never stops the others: its error goes to `onListenerError`. */
export interface Emitter<T> {
  emit(value: T): void
  /** Returns its own unsubscribe. */
  subscribe(listener: (value: T) => void): () => void
  readonly size: number
}

export function createEmitter<T>(onListenerError: (error: unknown) => void = reportLater): Emitter<T> {
  interface Entry {
    call: (value: T) => void
    gone: boolean
  }
  // Replaced, never changed: so listeners may come and go while others are called.
  let entries: readonly Entry[] = []
  return {
    emit(value) {
      for (const entry of entries) {
        if (entry.gone) continue
        try {
          entry.call(value)
        } catch (error) {
          onListenerError(error)
        }
      }
    },
    subscribe(listener) {
      const entry: Entry = { call: listener, gone: false }
      entries = [...entries, entry]
      return () => {
        entry.gone = true
        entries = entries.filter((other) => other !== entry)
      }
    },
    get size() {
      return entries.length
    },
  }
}

/** Default for a throwing listener: the error is reported like any uncaught one in a browser, and logged elsewhere, without stopping the caller. */
export function reportLater(error: unknown): void {
  const host = globalThis as { reportError?: (error: unknown) => void; console?: { error(...data: unknown[]): void } }
  if (typeof host.reportError === 'function') host.reportError(error)
  else host.console?.error('[parley] a listener threw:', error)
}

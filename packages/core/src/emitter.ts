/** A list of listeners. A throwing listener never stops the others: its error goes to `onListenerError`. */
export interface Emitter<T> {
  emit(value: T): void
  /** Returns its own unsubscribe. */
  subscribe(listener: (value: T) => void): () => void
  readonly size: number
}

export function createEmitter<T>(onListenerError: (error: unknown) => void = reportLater): Emitter<T> {
  const listeners = new Set<{ call: (value: T) => void }>()
  return {
    emit(value) {
      // Copied, so that a listener may unsubscribe itself or others; those removed meanwhile are not called.
      for (const entry of Array.from(listeners)) {
        if (!listeners.has(entry)) continue
        try {
          entry.call(value)
        } catch (error) {
          onListenerError(error)
        }
      }
    },
    subscribe(listener) {
      const entry = { call: listener }
      listeners.add(entry)
      return () => void listeners.delete(entry)
    },
    get size() {
      return listeners.size
    },
  }
}

/** Default for a throwing listener: the error is reported like any uncaught one in a browser, and logged elsewhere, without stopping the caller. */
export function reportLater(error: unknown): void {
  const host = globalThis as { reportError?: (error: unknown) => void; console?: { error(...data: unknown[]): void } }
  if (typeof host.reportError === 'function') host.reportError(error)
  else host.console?.error('[parley] a listener threw:', error)
}

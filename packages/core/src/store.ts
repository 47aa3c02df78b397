import { createEmitter } from './emitter.ts'

/** An immutable value that can be read, replaced and watched: the contract of React's `useSyncExternalStore`. */
export interface Store<S> {
  get(): S
  getInitial(): S
  set(next: S): void
  subscribe(listener: () => void): () => void
}

export function createStore<S>(initial: S): Store<S> {
  let state = initial
  const changed = createEmitter<void>()
  return {
    get: () => state,
    getInitial: () => initial,
    set(next) {
      if (Object.is(next, state)) return
      state = next
      changed.emit()
    },
    subscribe: (listener) => changed.subscribe(listener),
  }
}

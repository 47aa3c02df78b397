// For the packages of Parley; not for applications.
export { createStore, type Store } from './store.ts'
export { assembleSession } from './realtimeRunner.ts'
export type { SessionPorts } from './session/ports.ts'

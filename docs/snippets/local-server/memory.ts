import { createManualClock, createMemoryServer } from '@parley/local-server/memory'

export const server = createMemoryServer({
  script: { rules: [{ otherwise: true, do: ['Hello.'] }] },
  clock: createManualClock(),
})
// Hand it to the client under test: `createWebSocket: server.createWebSocket`. For HTTP there is `server.fetch`.
export const socket = server.createWebSocket('wss://any/v1/realtime?model=gpt-realtime')

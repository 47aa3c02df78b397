import { startLocalServer } from '@parley/local-server'

const server = await startLocalServer({ port: 0 })
console.log(server.url, server.wsUrl, server.port, server.sessionCount())
await server.close()

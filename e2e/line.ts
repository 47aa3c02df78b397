import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { addresses } from './environment.ts'

/** The wire between the page and the local server, in a test's hands: cut, every connection drops and none can be made. */
export class Line implements AsyncDisposable {
  #server: Server | null = null
  readonly #sockets = new Set<Socket>()

  async mend(): Promise<this> {
    this.#server = createServer((near) => {
      const far = connect(addresses.serverPort, '127.0.0.1')
      near.pipe(far).pipe(near)
      for (const socket of [near, far]) {
        this.#sockets.add(socket)
        socket.on('error', () => {})
        socket.on('close', () => this.#sockets.delete(socket))
      }
    })
    this.#server.listen(addresses.linePort, '127.0.0.1')
    await once(this.#server, 'listening')
    return this
  }
  async cut(): Promise<void> {
    const server = this.#server
    if (!server) return
    this.#server = null
    server.close()
    for (const socket of this.#sockets) socket.resetAndDestroy()
    await once(server, 'close')
  }
  [Symbol.asyncDispose](): Promise<void> {
    return this.cut()
  }
}

import type { WebSocket } from 'ws'

/** What a test tells the server's end of one of its connections to do. */
export type SocketOrder = { id: number } & (
  | { do: 'send'; text: string }
  | { do: 'close'; code: number; reason: string }
  | { do: 'pause' }
  | { do: 'resume' }
)

/** What the server tells the test. */
export type SocketNews = { id: number } & ({ type: 'opened' } | { type: 'received'; text: string } | { type: 'closed' })

/**
 * Sockets whose server's end is held by a test in a page: the test opens a line of its own, with a name, and is told of every
 * connection that asks for a model of that name.
 */
export class ControlledSockets {
  #tests = new Map<string, WebSocket>()
  #sockets = new Map<number, WebSocket>()
  #ids = 0

  /** True when the connection belongs here. */
  accept(socket: WebSocket, address: string): boolean {
    const { pathname, searchParams } = new URL(address, 'ws://server')
    const name = searchParams.get('model') ?? ''
    if (pathname === '/control') this.#control(name, socket)
    else if (this.#tests.has(name)) this.#serve(this.#tests.get(name)!, socket)
    else return false
    return true
  }

  #control(name: string, test: WebSocket): void {
    this.#tests.set(name, test)
    test.on('close', () => this.#tests.delete(name))
    test.on('message', (data) => {
      const order = JSON.parse((data as Buffer).toString()) as SocketOrder
      const socket = this.#sockets.get(order.id)
      if (order.do === 'send') socket?.send(order.text)
      else if (order.do === 'close') socket?.close(order.code, order.reason)
      else if (order.do === 'pause') socket?.pause()
      else socket?.resume()
    })
  }

  #serve(test: WebSocket, socket: WebSocket): void {
    const id = ++this.#ids
    const tell = (news: SocketNews): void => test.send(JSON.stringify(news))
    this.#sockets.set(id, socket)
    tell({ id, type: 'opened' })
    socket.on('message', (data) => tell({ id, type: 'received', text: (data as Buffer).toString() }))
    socket.on('close', () => {
      this.#sockets.delete(id)
      tell({ id, type: 'closed' })
    })
  }
}

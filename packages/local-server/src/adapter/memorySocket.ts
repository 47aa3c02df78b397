import type { Connection, ServerSocket } from '../server/connection.ts'

/** What clients use of a WebSocket, over nothing: events arrive in order, never within the call that caused them. */
export interface MemorySocket extends EventTarget {
  readonly url: string
  readonly protocol: string
  readonly readyState: 0 | 1 | 2 | 3
  readonly bufferedAmount: number
  binaryType: BinaryType
  onopen: ((event: Event) => void) | null
  onmessage: ((event: MessageEvent) => void) | null
  onclose: ((event: CloseEvent) => void) | null
  onerror: ((event: Event) => void) | null
  send(data: string | ArrayBufferLike | Blob | ArrayBufferView): void
  close(code?: number, reason?: string): void
  addEventListener(type: 'message', listener: (event: MessageEvent) => void): void
  addEventListener(type: 'error', listener: (event: Event & { message?: unknown }) => void): void
  addEventListener(type: 'close', listener: (event: CloseEvent) => void): void
  addEventListener(...listening: Parameters<EventTarget['addEventListener']>): void
}

type Handler = 'onopen' | 'onmessage' | 'onclose' | 'onerror'

class ClosedEvent extends Event {
  readonly code: number
  readonly reason: string
  readonly wasClean = true
  constructor(code: number, reason: string) {
    super('close')
    this.code = code
    this.reason = reason
  }
}

export function createMemorySocket(
  url: string,
  protocol: string,
  connect: (socket: ServerSocket) => Connection,
): MemorySocket {
  let state: 0 | 1 | 2 | 3 = 0
  let connection: Connection | null = null
  const target = new EventTarget()
  const socket = Object.assign(target, {
    url,
    protocol,
    bufferedAmount: 0,
    binaryType: 'blob' as BinaryType,
    onopen: null,
    onmessage: null,
    onclose: null,
    onerror: null,
    send(data: string | ArrayBufferLike | Blob | ArrayBufferView) {
      if (state === 0) throw new DOMException('The socket is still connecting.', 'InvalidStateError')
      if (state !== 1) return
      queueMicrotask(() => (typeof data === 'string' ? connection?.message(data) : connection?.binary()))
    },
    close(code: number = 1000, reason: string = '') {
      if (state >= 2) return
      state = 2
      queueMicrotask(() => {
        connection?.closed()
        end(code, reason)
      })
    },
  }) as unknown as MemorySocket
  Object.defineProperty(socket, 'readyState', { get: () => state })

  const fire = (name: Handler, event: Event) => {
    target.dispatchEvent(event)
    ;(socket[name] as ((event: Event) => void) | null)?.call(socket, event)
  }
  const end = (code: number, reason: string) => {
    if (state === 3) return
    state = 3
    fire('onclose', new ClosedEvent(code, reason))
  }
  const deliver = (data: string) =>
    queueMicrotask(() => {
      if (state === 1) fire('onmessage', new MessageEvent('message', { data }))
    })
  queueMicrotask(() => {
    if (state !== 0) return
    state = 1
    fire('onopen', new Event('open'))
    connection = connect({
      send: (event) => deliver(JSON.stringify(event)),
      sendText: deliver,
      close(code, reason) {
        queueMicrotask(() => {
          connection?.closed()
          end(code, reason)
        })
      },
    })
  })
  return socket
}

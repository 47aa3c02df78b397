/** A socket moved by hand: what is delivered reaches the client as it is. */
export class RawSocket {
  bufferedAmount = 0
  binaryType = 'arraybuffer'
  readonly sent: string[] = []
  closed = false
  readonly #listeners = new Map<string, ((event: never) => void)[]>()
  constructor() {
    queueMicrotask(() => this.#fire('open', {}))
  }
  addEventListener(type: string, listener: (event: never) => void): void {
    this.#listeners.set(type, [...(this.#listeners.get(type) ?? []), listener])
  }
  send(frame: string): void {
    this.sent.push(frame)
    const { type, session } = JSON.parse(frame) as { type: string; session?: object }
    if (type === 'session.update')
      queueMicrotask(() => this.deliver(JSON.stringify({ type: 'session.updated', session })))
  }
  deliver(data: unknown): void {
    if (!this.closed) this.#fire('message', { data })
  }
  close(code: number = 1000): void {
    if (this.closed) return
    this.closed = true
    queueMicrotask(() => this.#fire('close', { code, reason: '' }))
  }
  #fire(type: string, event: object): void {
    for (const listener of this.#listeners.get(type) ?? []) listener(event as never)
  }
}

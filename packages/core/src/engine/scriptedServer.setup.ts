import type { AddressInfo } from 'node:net'
import type { TestProject } from 'vitest/node'
import { WebSocketServer } from 'ws'
import { ControlledSockets } from '../transport/controlledSockets.setup.ts'

declare module 'vitest' {
  interface ProvidedContext {
    socketUrl: string
  }
}

/** One step of what the server is to do: say something, after a pause, or tell what it has received. */
export interface ScriptStep {
  afterMs?: number
  say?: object
  /** Answers with `test.received`: the events since the last time, with the time of each. */
  report?: boolean
}

/**
 * A server that does what the client's `test.script` events say, step by step: sockets of browser tests are real, and what
 * happens on them is written in the test.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = new WebSocketServer({
    host: '127.0.0.1',
    port: 0,
    handleProtocols: (offered) => (offered.has('realtime') ? 'realtime' : false),
  })
  await new Promise((resolve) => void server.on('listening', resolve))
  const controlled = new ControlledSockets()
  server.on('connection', (socket, request) => {
    if (controlled.accept(socket, request.url ?? '/')) return
    let received: { at: number; event: { type: string } }[] = []
    socket.send(JSON.stringify({ type: 'session.created', session: { id: 'sess_scripted' } }))
    const run = async (steps: ScriptStep[]) => {
      for (const { afterMs = 0, say, report } of steps) {
        if (afterMs > 0) await new Promise((resolve) => setTimeout(resolve, afterMs))
        if (say) socket.send(JSON.stringify({ ...say, sent_at: Date.now() }))
        if (!report) continue
        socket.send(JSON.stringify({ type: 'test.received', received }))
        received = []
      }
    }
    socket.on('message', (data) => {
      const event = JSON.parse((data as Buffer).toString()) as { type: string; steps?: ScriptStep[] }
      if (event.type === 'test.script') void run(event.steps ?? [])
      else received.push({ at: Date.now(), event })
      if (event.type === 'session.update') socket.send(JSON.stringify({ type: 'session.updated', session: {} }))
    })
  })
  project.provide('socketUrl', `ws://127.0.0.1:${(server.address() as AddressInfo).port}/v1`)
  return async () => {
    for (const client of server.clients) client.terminate()
    await new Promise((resolve) => server.close(resolve))
  }
}

import { RealtimeAgent, RealtimeRunner } from '@parley/core'
import type { PageSample } from '../figures.ts'

/** How often the page looks whether its own thread is late. */
const beatMs = 50

declare global {
  interface Window {
    soak: { start(url: string): Promise<void>; sample(): PageSample; stop(): Promise<void> }
  }
}

const late: number[] = []
let due = performance.now() + beatMs
setInterval(() => {
  const now = performance.now()
  late.push(Math.max(0, now - due))
  due = now + beatMs
}, beatMs)

let end: () => Promise<void> = async () => {}
let read: () => Omit<PageSample, 'lateMs'> = () => {
  throw new Error('The soak has not been started.')
}

/** A conversation as an app has it: real microphone, worker, worklet and speaker. */
window.soak = {
  async start(url) {
    const runner = new RealtimeRunner({
      startingAgent: new RealtimeAgent({ name: 'Soak', instructions: 'Talk at length.' }),
    })
    const session = await runner.run({
      modelConfig: { url, transport: 'websocket', apiKey: 'sk-soak', dangerouslyAllowApiKeyInBrowser: true },
    })
    const drifts: { heardMs: number; driftMs: number }[] = []
    const startedAt = new Map<string, number>()
    let reconnections = 0
    let errors = 0
    session.on('audio_started', ({ itemId, at }) => startedAt.set(itemId, at))
    session.on('audio_drained', ({ itemId, at, heardMs }) => {
      const from = startedAt.get(itemId)
      startedAt.delete(itemId)
      if (from !== undefined) drifts.push({ heardMs, driftMs: at - from - heardMs })
    })
    session.on('error', () => void errors++)
    session.on('connection_changed', ({ connection }) => {
      if (connection.status === 'reconnecting') reconnections++
    })
    await session.connect()
    read = () => {
      const { metrics, connection } = session.getSnapshot()
      const { underruns, droppedAudioMs } = metrics
      const turns = session.history.length
      return {
        status: connection.status,
        turns,
        underruns,
        droppedAudioMs,
        reconnections,
        errors,
        drifts: drifts.splice(0),
      }
    }
    end = () => session.close()
  },
  sample: () => ({ ...read(), lateMs: late.splice(0) }),
  stop: () => end(),
}

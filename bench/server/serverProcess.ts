import { createPreparedVoice } from '@parley/local-server/memory'
import { loadSpeechParts, startLocalServer, type Responder } from '@parley/local-server'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { answerQuestions } from './child.ts'

/** How the measured server is made. */
export interface ServerSetup {
  /** With: turns are recognised before they are answered. */
  recognizer: boolean
}

/** What the server's process has used so far. */
export interface ServerFigures {
  cpuMs: number
  /** Resident memory, and what of it are objects and buffers, after a collection. */
  residentMb: number
  heapMb: number
  buffersMb: number
  /** How late its timers were since the last question, in milliseconds. */
  loopP99Ms: number
  sessions: number
}

/** About four seconds of speech: one sentence, then another. */
const sentences = ['Here is the first part of my answer.', ' And this is what else there is to say about it.']
const responder: Responder = {
  async *respond() {
    for (const text of sentences) yield { type: 'text', text }
  },
}

const setup = JSON.parse(process.argv[2] ?? '{}') as ServerSetup
const parts = await loadSpeechParts()
const server = await startLocalServer({
  port: 0,
  detector: parts.detector,
  recognizer: setup.recognizer ? parts.recognizer : null,
  voice: createPreparedVoice(),
  responder,
})
await parts.warmUp()

const loop = monitorEventLoopDelay({ resolution: 5 })
loop.enable()

answerQuestions(
  {
    ready: () => true,
    url: () => server.url,
    figures(): ServerFigures {
      const { user, system } = process.cpuUsage()
      const loopP99Ms = Math.max(0, loop.percentile(99) / 1e6 - 5)
      globalThis.gc?.()
      const { rss, heapUsed, arrayBuffers } = process.memoryUsage()
      loop.reset()
      return {
        cpuMs: (user + system) / 1000,
        residentMb: rss / 2 ** 20,
        heapMb: heapUsed / 2 ** 20,
        buffersMb: arrayBuffers / 2 ** 20,
        loopP99Ms,
        sessions: server.sessionCount(),
      }
    },
  },
  async () => {
    await server.close()
    await parts.close()
  },
)

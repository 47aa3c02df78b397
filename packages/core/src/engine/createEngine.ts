import { createWebAudio, type WebAudio, type WebAudioOptions } from '../audio/createWebAudio.ts'
import { systemClock } from '../clock.ts'
import type { TransportFactory } from '../transport/transport.ts'
import { engineWorkerUrl } from '../worklets/workerUrl.ts'
import { EngineLink, type EngineThread } from './engineLink.ts'
import type { FromEngine } from './engineMessages.ts'
import { EnginePlayer, EngineSink } from './enginePlayer.ts'
import { createEngineTransport } from './engineTransport.ts'

export interface EngineOptions extends WebAudioOptions {
  /** Address of `engine.worker.js`, where it cannot be found beside the library. */
  workerUrl?: string | undefined
  /** False: everything runs in this thread. Default true. */
  worker?: boolean
}

export interface BrowserEngine extends WebAudio {
  readonly createTransport: TransportFactory
  /** Where the socket and the codec run; null before they were needed. */
  readonly place: 'worker' | 'main' | null
  /** Ends the worker. A connection made later starts another. */
  dispose(): void
}

/**
 * Microphone, speaker and socket of a page, with the page's thread out of the audio's way: sound goes between the audio
 * thread and a worker that holds the socket. Without workers the same engine runs in this thread.
 */
export function createEngine(options: EngineOptions = {}): BrowserEngine {
  const clock = options.clock ?? systemClock
  const link = new EngineLink(
    {
      worker:
        options.worker === false
          ? undefined
          : (onMessage, onFailed) => tellVisibility(startWorker(options.workerUrl, onMessage, onFailed)),
      main: async (onMessage) => {
        const { startMainEngine } = await import('./mainEngine.ts')
        return tellVisibility(startMainEngine(onMessage, { clock }))
      },
    },
    clock,
  )
  const player = new EnginePlayer(link)
  const audio = createWebAudio({ ...options, player, sink: new EngineSink(link) })
  return {
    ...audio,
    createTransport: (environment) => createEngineTransport(environment, link, player),
    get place() {
      return link.place
    },
    dispose: () => link.stop(),
  }
}

/** An engine batches by frames while the page is seen. It is told for as long as it runs. */
function tellVisibility(thread: EngineThread): EngineThread {
  const tell = (): void => thread.post({ type: 'visible', visible: document.visibilityState === 'visible' }, [])
  document.addEventListener('visibilitychange', tell)
  return {
    post: (message, transfer) => thread.post(message, transfer),
    terminate() {
      document.removeEventListener('visibilitychange', tell)
      thread.terminate()
    },
  }
}

function startWorker(
  ownUrl: string | undefined,
  onMessage: (message: FromEngine) => void,
  onFailed: () => void,
): EngineThread {
  const worker = new Worker(ownUrl ?? engineWorkerUrl(), { type: 'module', name: 'parley' })
  worker.addEventListener('message', ({ data }: MessageEvent<FromEngine>) => onMessage(data))
  worker.addEventListener('error', onFailed)
  return {
    post: (message, transfer) => worker.postMessage(message, transfer),
    terminate: () => worker.terminate(),
  }
}

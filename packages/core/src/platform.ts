import type { RecorderControl } from './audio/audioPorts.ts'
import type { TrackedPlayback } from './audio/playback/playbackTracker.ts'
import type { MicOptions } from './audio/capture/acquireMicrophone.ts'
import type { BrowserMedia } from './browserMedia.ts'
import { systemClock, type Clock } from './clock.ts'
import { credentialsFrom } from './credentials.ts'
import { DeviceError, invalidOption } from './errors.ts'
import { createLazyMedia } from './lazyMedia.ts'
import type { MediaConfig } from './realtimeRunner.ts'
import type { SessionPorts } from './session/ports.ts'
import type { ModelConfig } from './settings/modelConfig.ts'
import type { TransportEnvironment, TransportFactory } from './transport/transport.ts'

const defaultUrl = 'https://api.openai.com/v1'

/** The ports of a session on this platform. The only place that knows which there are. */
export function createPlatformPorts(
  model: ModelConfig,
  media: MediaConfig,
  overrides: Partial<SessionPorts>,
  holdBack: boolean,
): { ports: SessionPorts; framesOnly: boolean; browser: boolean } {
  const browser = isBrowser()
  const clock = overrides.clock ?? systemClock
  const credentials = credentialsFrom(model, { browser, env: environment })
  const { transport = 'auto' } = model
  const environmentOf = (name: string): TransportEnvironment => ({
    url: model.url ?? defaultUrl,
    model: name,
    clock,
    ...(model.callId === undefined ? {} : { callId: model.callId }),
  })
  const framesOnly = transport !== 'webrtc'
  const { createTransport, microphone, speaker, recorder } = createMedia(browser, model, media, clock, holdBack)
  const ports: SessionPorts = {
    createTransport: (name) => createTransport(environmentOf(name)),
    credentials,
    microphone,
    speaker,
    recorder,
    clock,
    random: Math.random,
    schedule: browser ? createFrameScheduler() : queueMicrotask,
    loadLive: () => import('./session/live.ts'),
    network: browser ? browserNetwork : null,
    ...overrides,
  }
  return { ports, framesOnly, browser }
}

/** Real devices in a page; elsewhere, and where the app plays the audio itself, a speaker that only counts. */
function createMedia(
  browser: boolean,
  model: ModelConfig,
  media: MediaConfig,
  clock: Clock,
  holdBack: boolean,
): Pick<SessionPorts, 'microphone' | 'speaker' | 'recorder'> & { createTransport: TransportFactory } {
  const { mic = browser, speaker = browser, workletUrl, workerUrl } = media
  const { transport = 'auto', createWebSocket } = model
  const tracker = model.playbackTracker as TrackedPlayback | undefined
  if (mic && !browser) {
    const message = '`media.mic` needs a browser. Elsewhere, give audio to `sendAudio`.'
    throw invalidOption('media.mic', message)
  }
  const plays = speaker && tracker === undefined
  if (!browser || (!mic && !plays)) {
    const bare = createLazyMedia(async () => {
      const { createBareMedia } = await import('./bareMedia.ts')
      // Nobody asks it for the parts it has not.
      return createBareMedia({ clock, tracker, transport, createWebSocket }) as BrowserMedia
    })
    const createTransport = typeof transport === 'function' ? transport : bare.createTransport
    return { microphone: null, speaker: bare.speaker, recorder: noRecorder, createTransport }
  }
  const web = createLazyMedia(async () =>
    (await import('./browserMedia.ts')).createBrowserMedia({
      clock,
      transport,
      createWebSocket,
      throughSession: holdBack || !plays,
      plays,
      tracker,
      workletUrl,
      workerUrl,
      mic: (typeof mic === 'object' ? mic : {}) as MicOptions,
    }),
  )
  // Long before anybody presses a button.
  void web.fetch()
  return mic ? web : { ...web, microphone: null }
}

function isBrowser(): boolean {
  return typeof window !== 'undefined' && typeof document !== 'undefined'
}

function environment(name: string): string | undefined {
  const { process } = globalThis as { process?: { env?: Record<string, string | undefined> } }
  return process?.env?.[name]
}

/**
 * Once a frame: at the end of the task that changed something, or with the next animation frame when the present one has been
 * told of something already. A frame is asked for only then: it makes the browser prepare one, though nothing on the page may
 * have changed. By timer where no frame comes: in a hidden page, and in one that is not drawn, as a frame scrolled out of sight.
 */
function createFrameScheduler(): (flush: () => void) => void {
  let told: unknown = null
  // Stands still from one frame to the next, and costs none.
  const frame = (): unknown => document.timeline?.currentTime
  return (flush) => {
    let due = true
    const run = (): void => {
      if (!due) return
      due = false
      told = frame()
      flush()
    }
    if (frame() !== told) return queueMicrotask(run)
    if (!document.hidden) requestAnimationFrame(run)
    setTimeout(run, document.hidden ? 16 : 250)
  }
}

const browserNetwork: NonNullable<SessionPorts['network']> = {
  get online() {
    return navigator.onLine
  },
  subscribe(listener) {
    const up = (): void => listener(true)
    const down = (): void => listener(false)
    window.addEventListener('online', up)
    window.addEventListener('offline', down)
    return () => {
      window.removeEventListener('online', up)
      window.removeEventListener('offline', down)
    }
  },
}

const noRecorder: RecorderControl = {
  recording: false,
  start() {
    throw new DeviceError('device_unsupported', 'Recording needs a browser with Web Audio.')
  },
  stop: () => Promise.reject(new DeviceError('device_unsupported', 'No recording was started.')),
}

import { initialState } from './initialState.ts'
import type { OutputGuardrail } from '../agent/guardrail.ts'
import type { RealtimeAgent } from '../agent/realtimeAgent.ts'
import type { Tool } from '../agent/tool.ts'
import { codecOf } from '../audio/audioCodec.ts'
import type { AudioCodec, MicrophoneControl, RecorderControl, SpeakerControl } from '../audio/audioPorts.ts'
import { ConfigError, ConnectionError, isRealtimeError, type RealtimeError } from '../errors.ts'
import { createLazyCode } from '../lazyCode.ts'
import type { SessionConfig } from '../protocol/index.ts'
import type { ModelSettings } from '../settings/modelSettings.ts'
import { camelSettings, mergeSettings, normalizeSettings } from '../settings/normalizeSettings.ts'
import { createAgents } from './agents.ts'
import { connectDevices } from './devices.ts'
import { createEventStream, type EventStream } from './eventStream.ts'
import type { SessionPorts } from './ports.ts'
import type { Live, createLive as makeLive } from './live.ts'
import { createRequests } from './requests.ts'
import { restingTransition } from './restingFold.ts'
import { createEffectRunner } from './runEffect.ts'
import { selectHistory } from './selectors.ts'
import type { CommandEvent, SessionEvent } from './sessionEvent.ts'
import { createSessionLoop } from './sessionLoop.ts'
import type { SessionOptions, SessionState } from './sessionState.ts'
import type { RealtimeItem } from './snapshot.ts'
import type { ToolErrorInfo } from './toolRunner.ts'
import { createTraceRecorder, type Trace } from './trace.ts'

/** What a session is made of. */
export interface SessionSetup<C> {
  startingAgent: RealtimeAgent<C>
  context: C
  ports: SessionPorts
  options: SessionOptions
  /** Lowest first: what the run says, then what the model configuration says. */
  layers: { run: ModelSettings; initial: ModelSettings }
  /** Attach to a running call instead of starting a session. */
  attached: boolean
  outputGuardrails: readonly OutputGuardrail<C>[]
  asyncToolCalls: boolean
  preApprovalInputGuardrails: boolean
  toolErrorFormatter: ((info: ToolErrorInfo<C>) => string | null | Promise<string | null>) | undefined
  tracingDisabled: boolean
  maxTraceEvents: number
  /** Fetch what a connection needs now, rather than at `connect`. */
  preload: boolean
  initialHistory: readonly RealtimeItem[]
}

/** The parts of a session, wired. `RealtimeSession` is its public face. */
export interface SessionRuntime<C> {
  readonly stream: EventStream<C>
  readonly initial: SessionState
  readonly context: C
  readonly currentAgent: RealtimeAgent<C>
  readonly microphone: MicrophoneControl
  readonly speaker: SpeakerControl
  readonly recorder: RecorderControl
  state(): SessionState
  subscribe(listener: () => void): () => void
  dispatch(event: SessionEvent): void
  /** @throws ConfigError when there is no connection that the command could wait for. */
  command(event: CommandEvent): void
  connect(signal?: AbortSignal): Promise<void>
  close(reason: string | null): Promise<void>
  dispose(): Promise<void>
  sendAudio(bytes: Uint8Array): void
  updateAgent(agent: RealtimeAgent<C>): Promise<void>
  updateSettings(patch: ModelSettings): Promise<void>
  registerTool(tool: Tool<C>): () => void
  newId(prefix: string): string
  trace(): Trace
}

export function createRuntime<C>(setup: SessionSetup<C>): SessionRuntime<C> {
  const { ports, options, startingAgent } = setup
  const { clock } = ports
  const stream = createEventStream<C>()
  const agents = createAgents(startingAgent, setup.context, () => loop.get())
  const startKey = agents.keyOf(startingAgent)
  const traces = createTraceRecorder(options, startKey, startingAgent.name, setup.maxTraceEvents)
  const requests = createRequests(clock)
  const registered = new Set<Tool<C>>()
  const changedIds = new Set<string>()
  let historyDue = false
  let patches: ModelSettings[] = []
  let connecting: Promise<void> | null = null
  let closing: Promise<void> | null = null
  let disposed = false
  let ids = 0

  const codecs = codecsOf(setup.layers)
  const warned = new Set<string>()
  const warn = (message: string): void => {
    if (warned.has(message)) return
    warned.add(message)
    dispatch({ type: 'error.reported', error: new ConfigError('invalid_option', message, { severity: 'warning' }) })
  }

  const dispatch = (event: SessionEvent): void => loop.dispatch(event)
  const state = (): SessionState => loop.get()

  const live = createLazyCode(async (): Promise<Live> => {
    const { createLive } = (await ports.loadLive()) as { createLive: typeof makeLive }
    return createLive<C>({
      setup,
      agents,
      stream,
      state,
      dispatch,
      registered: () => [...registered],
      patches: () => patches,
      warn,
    })
  })
  if (setup.preload) void live.fetch()
  const devices = connectDevices({
    ports,
    state,
    dispatch,
    send: (bytes) => live.now?.opener.transport?.sendAudio(bytes),
  })
  const perform = createEffectRunner<C>({
    ports,
    agents,
    stream,
    live,
    state,
    dispatch,
    historyChanged(changed) {
      for (const id of changed) changedIds.add(id)
      historyDue = true
      loop.requestBatch()
    },
    onReady: () => devices.release(),
    onOver(error) {
      void devices.stop().catch(() => {})
      requests.rejectAll(closedError())
      stream.end(error ?? undefined)
    },
    onListenerError(event, errors) {
      // A listener that throws at the first sign of a connection calls it off.
      if (event.type === 'connection_changed' && event.connection.status === 'connecting') refuse(errors[0])
    },
    settle: (id, error) => requests.settle(id, error),
  })

  const loop = createSessionLoop({
    initial: initialState(options, startKey, startingAgent.name),
    transition: () => live.now?.transition ?? restingTransition,
    clock,
    schedule: ports.schedule,
    perform,
    onEvent: (stamped) => {
      traces.add(stamped)
      if (stamped.event.type === 'response.output_audio.done')
        live.now?.audioComplete(stamped.event.item_id, stamped.event.content_index ?? 0)
    },
    onBatch() {
      if (!historyDue) return
      historyDue = false
      const snapshot = state()
      const event = {
        type: 'history_updated' as const,
        at: clock.now(),
        changedIds: [...changedIds],
        // Made only if somebody reads it: most look at `changedIds`.
        get history() {
          return selectHistory(snapshot)
        },
      }
      changedIds.clear()
      stream.emit(event)
    },
  })
  if (setup.initialHistory.length > 0) dispatch({ type: 'history.restored', items: setup.initialHistory })

  let refuse: (cause: unknown) => void = () => {}

  const connect = (signal?: AbortSignal): Promise<void> => {
    if (disposed) return Promise.reject(disposedError())
    if (connecting) return connecting
    if (state().connection.status === 'connected') return Promise.resolve()
    // Synchronous up to here: the browser counts it to the user's gesture.
    ports.microphone?.prepare()
    ports.speaker.prepare()
    connecting = establish(signal).finally(() => {
      connecting = null
    })
    return connecting
  }

  const establish = async (signal?: AbortSignal): Promise<void> => {
    if (signal?.aborted) throw abortError(signal.reason)
    stream.reopen()
    patches = []
    const outcome = new Promise<void>((resolve, reject) => {
      const off = stream.on('connection_changed', ({ connection }) => {
        if (connection.status === 'connected') finish(resolve)
        else if (connection.status === 'error') finish(() => reject(connection.error))
        else if (connection.status === 'disconnected') finish(() => reject(abortError(signal?.reason)))
      })
      const abort = (): void => void close('aborted').catch(() => {})
      const finish = (settle: () => void): void => {
        off()
        signal?.removeEventListener('abort', abort)
        refuse = () => {}
        settle()
      }
      refuse = (cause) => {
        finish(() => reject(cause as Error))
        void close('a listener threw').catch(() => {})
      }
      signal?.addEventListener('abort', abort, { once: true })
    })
    outcome.catch(() => {})
    dispatch({ type: 'connection.asked', agentKey: startKey, agentName: startingAgent.name })
    if (setup.initialHistory.length > 0) dispatch({ type: 'history.restored', items: setup.initialHistory })
    if (state().connection.status === 'connecting') devices.start(codecs)
    await outcome
  }

  const close = (reason: string | null): Promise<void> => {
    closing ??= (async () => {
      dispatch({ type: 'connection.closeAsked', reason })
      await Promise.all([live.now?.opener.closed(), devices.stop()])
    })().finally(() => {
      closing = null
    })
    return closing
  }

  const ensureOpen = (): void => {
    if (disposed) throw disposedError()
    const { status } = state().connection
    if (status === 'disconnected' || status === 'error') {
      throw new ConfigError('not_connected', `The session is not connected (${status}). Call \`connect()\` first.`)
    }
  }
  const command = (event: CommandEvent): void => {
    ensureOpen()
    dispatch(event)
  }

  const update = async (agent: RealtimeAgent<C> | null): Promise<void> => {
    const key = agent === null ? state().settings.agentKey : agents.keyOf(agent)
    const { generation } = state().link
    const { config } = await (await live.fetch()).build(key)
    if (state().link.generation !== generation && state().connection.status === 'disconnected') throw closedError()
    const request = requests.open()
    command({
      type: 'settings.computed',
      requestId: request.id,
      config,
      agent: agent === null ? null : { key, name: agent.name },
    })
    return request.done
  }

  let toolsDue = false
  const toolsChanged = (): void => {
    if (toolsDue || state().connection.status !== 'connected') return
    toolsDue = true
    // Components that mount together are one update.
    queueMicrotask(() => {
      toolsDue = false
      if (state().connection.status !== 'connected') return
      update(null).catch((cause: unknown) => {
        if (isRealtimeError(cause) && cause.code !== 'aborted') dispatch({ type: 'error.reported', error: cause })
      })
    })
  }

  return {
    stream,
    initial: loop.getInitial(),
    context: setup.context,
    get currentAgent() {
      return agents.get(state().settings.agentKey)
    },
    microphone: devices.microphone,
    speaker: ports.speaker,
    recorder: ports.recorder,
    state,
    subscribe: (listener) => loop.subscribe(listener),
    dispatch,
    command,
    connect,
    close,
    async dispose() {
      disposed = true
      await close(null)
    },
    sendAudio: (bytes) => devices.forward(bytes),
    async updateAgent(agent) {
      ensureOpen()
      await update(agent)
    },
    async updateSettings(patch) {
      ensureOpen()
      const camel = camelSettings(patch, '')
      normalizeSettings(camel)
      patches = [...patches, camel]
      try {
        await update(null)
      } catch (error) {
        patches = patches.filter((other) => other !== camel)
        throw error
      }
    },
    registerTool(tool) {
      const clash = [...registered].some(
        (other) => other !== tool && other.name === tool.name && other.kind === tool.kind,
      )
      if (clash) {
        throw new ConfigError('duplicate_tool_name', `A tool named "${tool.name}" is registered already.`, {
          path: 'name',
        })
      }
      registered.add(tool)
      toolsChanged()
      return () => {
        if (registered.delete(tool)) toolsChanged()
      }
    },
    newId(prefix) {
      ids++
      return `${prefix}_${ids.toString(36)}${Math.floor(ports.random() * 36 ** 8).toString(36)}`
    },
    trace: () => traces.read(),
  }
}

function codecsOf(layers: SessionSetup<unknown>['layers']): { input: AudioCodec; output: AudioCodec } {
  const { session } = normalizeSettings(mergeSettings(layers.run, layers.initial))
  const audio = session['audio'] as SessionConfig['audio']
  return { input: codecOf(audio?.input?.format) ?? 'pcm', output: codecOf(audio?.output?.format) ?? 'pcm' }
}

const abortError = (cause: unknown): RealtimeError =>
  new ConnectionError('aborted', 'Connecting was called off: the session was closed.', { cause })
const disposedError = (): RealtimeError =>
  new ConfigError('session_closed', 'The session was disposed; make a new one.')
const closedError = (): RealtimeError =>
  new ConnectionError('aborted', 'The session was closed before the server answered.')

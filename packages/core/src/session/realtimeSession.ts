import type { RealtimeAgent } from '../agent/realtimeAgent.ts'
import type { Tool } from '../agent/tool.ts'
import type { MicrophoneControl, RecorderControl, SpeakerControl } from '../audio/audioPorts.ts'
import { ConnectionError, RealtimeError } from '../errors.ts'
import type { ClientEvent } from '../protocol/index.ts'
import { fail, oneOf } from '../settings/keys.ts'
import type { ModelSettings } from '../settings/modelSettings.ts'
import type { EventOf, EventType, RealtimeSessionEvent } from './eventMap.ts'
import { diffHistory } from './historyEdit.ts'
import { own } from './own.ts'
import { createRuntime, type SessionRuntime, type SessionSetup } from './runtime.ts'
import { selectAgentState, selectHistory } from './selectors.ts'
import type { CommandEvent } from './sessionEvent.ts'
import type {
  AgentState,
  ConnectionStatus,
  Metrics,
  RealtimeItem,
  SessionSnapshot,
  Usage,
  UserInput,
} from './snapshot.ts'
import type { Trace } from './trace.ts'
import { toResponseParams, type ResponseRequest } from './responseRequest.ts'

/**
 * One live conversation. Inert until `connect()`; `close()` may be followed by `connect()`, which starts a new conversation.
 * Commands while connecting or reconnecting wait; while disconnected they throw `ConfigError` `not_connected`, except `mute`,
 * which holds, and `sendAudio`, which drops and counts.
 */
export class RealtimeSession<C = unknown> implements AsyncIterable<RealtimeSessionEvent<C>>, AsyncDisposable {
  readonly #runtime: SessionRuntime<C>

  /** Made by `RealtimeRunner`; the ports are its business. */
  constructor(setup: SessionSetup<C>) {
    this.#runtime = createRuntime(setup)
  }

  /**
   * Resolves when the session is configured and ready. Concurrent calls share one attempt. Call it inside a user's gesture,
   * so that the browser lets sound out. A missing or denied microphone does not fail it: see the microphone's state.
   * @throws RealtimeError the reason; `aborted` when the session was closed or the signal fired meanwhile.
   */
  connect(options: { signal?: AbortSignal } = {}): Promise<void> {
    return this.#runtime.connect(options.signal)
  }

  /** Ends the conversation and releases everything. Idempotent; open iterators give what waits and end. */
  close(reason?: string): Promise<void> {
    return this.#runtime.close(reason ?? null)
  }

  /** Closes for good: a later `connect` throws `session_closed`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.#runtime.dispose()
  }

  /** Every iterator sees every event; the first one also those that came before it, up to a thousand. */
  [Symbol.asyncIterator](): AsyncIterableIterator<RealtimeSessionEvent<C>> {
    return this.#runtime.stream.iterate()
  }

  /** Returns its own unsubscribe. A throwing listener stops nobody else. */
  on<T extends EventType>(type: T | readonly T[] | '*', listener: (event: EventOf<T, C>) => void): () => void {
    return this.#runtime.stream.on(type, listener)
  }

  /** Says something in text, or with images. `queue` waits for the next pause, `interrupt` stops the agent first. */
  sendMessage(
    message: string | UserInput,
    options: { when?: 'now' | 'queue' | 'interrupt'; respond?: boolean } = {},
  ): void {
    const content: UserInput['content'] =
      typeof message === 'string' ? [{ type: 'input_text', text: message }] : message?.content
    if (!Array.isArray(content) || content.length === 0) fail('message', 'a text or have content')
    const { when = 'now', respond = true } = options
    for (const part of content) oneOf(part?.type, ['input_text', 'input_image'], 'message.content.type')
    oneOf(when, ['now', 'queue', 'interrupt'], 'when')
    this.#command({ type: 'message.sent', itemId: this.#runtime.newId('msg'), role: 'user', content, when, respond })
  }

  /** Audio in the session's input format, for apps that capture it themselves. `commit` ends the turn; it asks for no answer. */
  sendAudio(bytes: Uint8Array | Int16Array | ArrayBuffer, options: { commit?: boolean } = {}): void {
    this.#runtime.sendAudio(toBytes(bytes))
    if (options.commit) this.#command({ type: 'audio.committed' })
  }

  /** Silence: cancels the answer, stops playback, and tells the server how much was heard. Nothing happens when nothing runs. */
  interrupt(options: { scope?: 'all' | 'response' | 'playback'; responseId?: string } = {}): void {
    const { scope = 'all', responseId = null } = options
    oneOf(scope, ['all', 'response', 'playback'], 'scope')
    this.#command({ type: 'interruption.asked', scope, responseId })
  }

  /** Keeps the microphone, sends nothing. Works before `connect` and holds across reconnections. */
  mute(muted: boolean = true): void {
    this.#runtime.dispatch({ type: 'microphone.muted', muted })
  }

  /** Push-to-talk: the user takes the floor; the agent falls silent. */
  startTurn(): void {
    this.#command({ type: 'turn.started' })
  }
  /** Push-to-talk: what was said since `startTurn` is the user's turn, and is answered. */
  endTurn(): void {
    this.#command({ type: 'turn.ended' })
  }
  /** Push-to-talk: what was said since `startTurn` is forgotten. */
  cancelTurn(): void {
    this.#command({ type: 'turn.cancelled' })
  }

  /** Asks for an answer by hand; with `conversation: 'none'` beside the conversation. */
  requestResponse(options?: ResponseRequest): void {
    this.#command({ type: 'response.asked', params: options ? toResponseParams(options) : null })
  }

  /** Lets a waiting tool call run; `always` also those of the same tool to come. */
  approve(callId: string, options: { always?: boolean } = {}): void {
    this.#decide(callId, true, options.always ?? false, null)
  }
  /** Refuses a waiting tool call; the model is told `message`, or that it was not approved. */
  reject(callId: string, options: { always?: boolean; message?: string } = {}): void {
    this.#decide(callId, false, options.always ?? false, options.message ?? null)
  }

  /** Another agent goes on with the conversation. Resolves when the server has taken its settings. */
  updateAgent(agent: RealtimeAgent<C>): Promise<void> {
    return this.#runtime.updateAgent(agent)
  }
  /** Changes the settings on top of those given before. Resolves when the server has taken them; nothing is applied otherwise. */
  updateSettings(patch: ModelSettings): Promise<void> {
    return this.#runtime.updateSettings(patch)
  }

  /**
   * Edits the conversation on the server; the local history follows as the server confirms.
   * @throws ConfigError when the edit adds or changes the agent's audio; function calls that would be added are left out with a warning.
   */
  updateHistory(next: readonly RealtimeItem[] | ((now: readonly RealtimeItem[]) => readonly RealtimeItem[])): void {
    const now = this.history
    const edit = diffHistory(now, typeof next === 'function' ? next(now) : next, () => this.#runtime.newId('item'))
    this.#command({ type: 'history.edited', deletes: edit.deletes, creates: edit.creates })
    if (edit.skipped.length === 0) return
    const message = `updateHistory left out ${edit.skipped.length} tool call(s): only the model can make them.`
    this.#runtime.dispatch({
      type: 'error.reported',
      error: new RealtimeError('invalid_option', message, { severity: 'warning' }),
    })
  }

  /** Offers a tool to whichever agent is current, across handoffs. Returns its withdrawal. */
  registerTool(tool: Tool<C>): () => void {
    return this.#runtime.registerTool(tool)
  }

  /** Sends one event of the wire as it is, for what Parley does not name. */
  sendEvent(event: ClientEvent): void {
    this.#command(
      event.type === 'response.create'
        ? { type: 'response.asked', params: event.response ?? null }
        : { type: 'event.sent', event },
    )
  }

  getSnapshot(): SessionSnapshot {
    return this.#runtime.state()
  }
  /** The state before anything happened: the same on a server and at hydration. */
  getServerSnapshot(): SessionSnapshot {
    return this.#runtime.initial
  }
  /** Called after changes, at most once a frame in a page. */
  subscribe(listener: () => void): () => void {
    return this.#runtime.subscribe(listener)
  }
  /** Calls `listener` when what the selector gives has changed. */
  select<T>(
    selector: (snapshot: SessionSnapshot) => T,
    listener: (value: T) => void,
    isEqual: (a: T, b: T) => boolean = Object.is,
  ): () => void {
    let value = selector(this.getSnapshot())
    return this.subscribe(() => {
      const next = selector(this.getSnapshot())
      if (isEqual(value, next)) return
      value = next
      listener(next)
    })
  }
  /** The first snapshot that fits. @throws ConnectionError `aborted` when the signal fires first. */
  until(
    predicate: (snapshot: SessionSnapshot) => boolean,
    options: { signal?: AbortSignal } = {},
  ): Promise<SessionSnapshot> {
    const { signal } = options
    return new Promise((resolve, reject) => {
      const now = this.getSnapshot()
      if (predicate(now)) return resolve(now)
      const abort = (): void => {
        off()
        reject(new ConnectionError('aborted', 'Waiting for the session was aborted.', { cause: signal?.reason }))
      }
      const off = this.subscribe(() => {
        const next = this.getSnapshot()
        if (!predicate(next)) return
        off()
        signal?.removeEventListener('abort', abort)
        resolve(next)
      })
      if (signal?.aborted) abort()
      else signal?.addEventListener('abort', abort, { once: true })
    })
  }

  /** Everything that happened, as JSON without audio and secrets; `replayTrace` folds it back. */
  trace(): Trace {
    return this.#runtime.trace()
  }

  get microphone(): MicrophoneControl {
    return this.#runtime.microphone
  }
  get speaker(): SpeakerControl {
    return this.#runtime.speaker
  }
  get recorder(): RecorderControl {
    return this.#runtime.recorder
  }
  /** Items in order; the same array until one changes. */
  get history(): readonly RealtimeItem[] {
    return selectHistory(this.#runtime.state())
  }
  get currentAgent(): RealtimeAgent<C> {
    return this.#runtime.currentAgent
  }
  get context(): C {
    return this.#runtime.context
  }
  get status(): ConnectionStatus {
    return this.#runtime.state().connection.status
  }
  get agentState(): AgentState {
    return selectAgentState(this.#runtime.state())
  }
  get muted(): boolean {
    return this.#runtime.state().muted
  }
  get usage(): Usage {
    return this.#runtime.state().usage
  }
  get metrics(): Metrics {
    return this.#runtime.state().metrics
  }

  #decide(callId: string, approve: boolean, always: boolean, message: string | null): void {
    const call = own(this.#runtime.state().tools.calls, callId)
    if (!call) fail('callId', `a tool call of this connection, not "${callId}"`)
    this.#command({ type: 'tool.decided', callId, approve, always, message })
  }

  #command(event: CommandEvent): void {
    this.#runtime.command(event)
  }
}

function toBytes(audio: Uint8Array | Int16Array | ArrayBuffer): Uint8Array {
  if (audio instanceof Uint8Array) return audio
  if (audio instanceof ArrayBuffer) return new Uint8Array(audio)
  if (audio instanceof Int16Array) return new Uint8Array(audio.buffer, audio.byteOffset, audio.byteLength)
  return fail('bytes', 'a Uint8Array, an Int16Array or an ArrayBuffer')
}

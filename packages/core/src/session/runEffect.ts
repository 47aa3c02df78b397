import type { RealtimeAgent } from '../agent/realtimeAgent.ts'
import { reportLater } from '../emitter.ts'
import { ConnectionError, isRealtimeError, type RealtimeError } from '../errors.ts'
import type { LazyCode } from '../lazyCode.ts'
import type { Agents } from './agents.ts'
import type { Effect } from './effect.ts'
import type { EventOf, EventType, RealtimeSessionEvent } from './eventMap.ts'
import type { EventStream } from './eventStream.ts'
import type { Live } from './live.ts'
import type { SessionPorts } from './ports.ts'
import type { PublicEvent } from './publicEvent.ts'
import type { SessionEvent } from './sessionEvent.ts'
import type { SessionState } from './sessionState.ts'

/** What performing effects needs: the ports, and those who do the longer work. */
export interface EffectContext<C> {
  ports: SessionPorts
  agents: Agents<C>
  stream: EventStream<C>
  /** Fetched before the first connection is opened: whatever a connection asks for finds it there. */
  live: LazyCode<Live>
  state(): SessionState
  dispatch(event: SessionEvent): void
  /** Noted for the one `history_updated` of the batch. */
  historyChanged(ids: readonly string[]): void
  onReady(): void
  onOver(error: unknown): void
  onListenerError(event: PublicEvent, errors: readonly unknown[]): void
  settle(requestId: string, error: Error | null): void
}

/** The only place where a session acts on the world. */
export function createEffectRunner<C>(context: EffectContext<C>): (effect: Effect, at: number) => void {
  const { ports, agents, stream, live, dispatch } = context
  const timers = new Map<string, () => void>()
  /** Audio that waits for the first verdict of its guardrails, by response. */
  const held = new Map<string, Extract<Effect, { type: 'playback.play' }>[]>()

  const cancelTimer = (id: string): void => {
    timers.get(id)?.()
    timers.delete(id)
  }

  const send = (event: Extract<Effect, { type: 'send' }>['event']): void => {
    const transport = live.now?.opener.transport
    if (!transport || !context.state().link.open) return
    try {
      transport.send(event)
      if (event.type !== 'input_audio_buffer.append' && stream.wants('raw_client_event')) {
        stream.emit({ type: 'raw_client_event', at: ports.clock.now(), data: event })
      }
    } catch (cause) {
      const error = isRealtimeError(cause)
        ? cause
        : new ConnectionError('closed_by_server', `\`${event.type}\` could not be sent.`, { cause, retryable: true })
      dispatch({ type: 'send.failed', eventType: event.type, eventId: event.event_id ?? null, error })
    }
  }

  const run = (effect: Effect, at: number): void => {
    switch (effect.type) {
      case 'send':
        return send(effect.event)
      case 'emit':
        return emit(effect.event, at)
      case 'connection.open':
        return open(effect.generation)
      case 'connection.close':
        held.clear()
        return live.now?.opener.close()
      case 'connection.ready':
        return context.onReady()
      case 'connection.over':
        clear()
        return context.onOver(effect.error)
      case 'timer.start':
        cancelTimer(effect.id)
        timers.set(
          effect.id,
          ports.clock.setTimeout(() => {
            timers.delete(effect.id)
            dispatch({ type: 'timer.fired', id: effect.id })
          }, effect.ms),
        )
        return
      case 'timer.cancel':
        return cancelTimer(effect.id)
      case 'playback.play': {
        const waiting = held.get(effect.responseId)
        if (waiting) waiting.push(effect)
        else ports.speaker.play(effect)
        return
      }
      case 'playback.end':
        return ports.speaker.end(effect.itemId, effect.contentIndex)
      case 'playback.flush':
        held.clear()
        return ports.speaker.flush()
      case 'playback.hold': {
        if (effect.held) return void held.set(effect.responseId, [])
        const waiting = held.get(effect.responseId) ?? []
        held.delete(effect.responseId)
        for (const chunk of waiting) ports.speaker.play(chunk)
        // Parts that ended while they waited.
        for (const part of context.state().playback.parts) {
          if (part.responseId === effect.responseId && part.ended) ports.speaker.end(part.itemId, part.contentIndex)
        }
        return
      }
      case 'microphone.hold':
        return ports.microphone?.hold(effect.held)
      case 'microphone.mute':
        return ports.microphone?.setMuted(effect.muted, 'user')
      case 'tool.dispatch':
        return live.now?.tools.dispatch(effect.callId)
      case 'tool.run':
        return live.now?.tools.run(effect.callId)
      case 'tool.reject':
        return live.now?.tools.reject(effect.callId, effect.message)
      case 'tool.abort':
        return live.now?.tools.abort(effect.scope)
      case 'handoff.apply': {
        // A listener of `handoff` may have closed the session.
        if (context.state().connection.status !== 'connected') return
        const { callId, agentKey, config } = effect
        return dispatch({ type: 'handoff.applied', callId, agentKey, agentName: agents.get(agentKey).name, config })
      }
      case 'guardrail.check':
        return live.now?.checkGuardrails(effect)
      case 'request.settle':
        return context.settle(effect.requestId, effect.error)
    }
  }

  /** The first connection waits for the code that makes it; the session may be closed meanwhile. */
  const open = (generation: number): void => {
    if (live.now) return live.now.opener.open(generation)
    live.fetch().then(
      ({ opener }) => {
        const { link } = context.state()
        if (link.generation === generation) opener.open(generation)
      },
      (error: RealtimeError) => dispatch({ type: 'transport.failed', generation, error }),
    )
  }

  const emit = (event: PublicEvent, at: number): void => {
    if (event.type === 'history_updated') return context.historyChanged(event.changedIds)
    if ((event.type === 'audio' || event.type === 'raw_model_event') && !stream.wants(event.type)) return
    const full = withAgents(event, at, agents)
    callHook(full)
    const errors = stream.emit(full)
    if (errors.length > 0) context.onListenerError(event, errors)
  }

  function clear(): void {
    for (const cancel of timers.values()) cancel()
    timers.clear()
    held.clear()
  }
  return run
}

function withAgents<C>(event: PublicEvent, at: number, agents: Agents<C>): RealtimeSessionEvent<C> {
  if ('agent' in event) return { ...event, at, agent: agents.get(event.agent) } as unknown as RealtimeSessionEvent<C>
  if (event.type === 'handoff') {
    const fromAgent = agents.get(event.fromAgent)
    return { type: 'handoff', at, fromAgent, toAgent: agents.get(event.toAgent) } as RealtimeSessionEvent<C>
  }
  return { ...event, at } as unknown as RealtimeSessionEvent<C>
}

const hookOf = {
  agent_start: 'onStart',
  agent_end: 'onEnd',
  tool_start: 'onToolStart',
  tool_end: 'onToolEnd',
  handoff: 'onHandoff',
} as const satisfies Partial<Record<EventType, string>>

function callHook<C>(event: RealtimeSessionEvent<C>): void {
  if (!Object.hasOwn(hookOf, event.type)) return
  const known = event as EventOf<keyof typeof hookOf, C>
  const agent: RealtimeAgent<C> = known.type === 'handoff' ? known.fromAgent : known.agent
  const hook = agent.options.hooks?.[hookOf[known.type]] as ((event: unknown) => void) | undefined
  try {
    hook?.(event)
  } catch (error) {
    reportLater(error)
  }
}

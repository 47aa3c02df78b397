import {
  isRealtimeError,
  systemClock,
  type ConnectionState,
  RealtimeAgent,
  type RealtimeSession,
  type RunConfig,
  type Tool,
} from '@parley/core'
import { z } from 'zod'

import { hangUpCall } from './callControl.ts'
import { connectInTime, createCallSession, isGone } from './callSession.ts'
import { consoleLog, type Log } from './log.ts'
import { checkOptions, fn } from './options.ts'
import type { CallLease } from './rateLimit.ts'
import { describeError } from './redact.ts'
import { watchSignsOfLife } from './signOfLife.ts'
import { createSessionGuard, type ProtectedField } from './sessionGuard.ts'
import { meterCall } from './sidebandMeter.ts'
import { observeSession } from './sidebandTelemetry.ts'
import { createUpstream, upstreamShape, type UpstreamOptions } from './upstream.ts'

export interface SidebandControl<C = unknown> {
  /** Tools that run here, beside those of the agent and across handoffs. */
  tools?: readonly Tool<C>[]
  /** What happens when somebody else changes a protected field of the session. Default `restore`; the eleventh change within a minute ends the call. */
  whenChanged?: 'restore' | 'hang_up' | 'allow'
  /** Default `instructions`, `tools`, `tool_choice`, `prompt`, as far as the agent sets them. */
  protect?: readonly ProtectedField[]
  /** What happens to the call when this server cannot join it, or can no longer follow it. Default `hang_up`. */
  whenLost?: 'hang_up' | 'leave'
  /** How long a call may take to appear after it was opened: the service knows it once the page has connected. Default 20 000. */
  attachTimeoutMs?: number
  /** Default: warnings and errors as JSON lines on the console. */
  log?: Log
}

export interface SidebandOptions<C = unknown> extends UpstreamOptions, SidebandControl<C> {
  agent: RealtimeAgent<C>
  config?: RunConfig<C>
  context?: C
  /** From `createCallHandler`: its minutes are counted and its slot is given back when the call is over. Left on its own, a slot is free after an hour. */
  lease?: CallLease
}

/** Why a sideband ended: `detached` here, `hung_up` by this server, `call_ended` by the page or the service, `lost` connection. */
export type SidebandEnd = 'detached' | 'hung_up' | 'call_ended' | 'lost'

/** This server's own seat in a running call. */
export interface Sideband<C = unknown> extends AsyncDisposable {
  readonly callId: string
  /** Everything a session can do: approve tool calls, change agents, send messages, iterate events. */
  readonly session: RealtimeSession<C>
  /** Ends the call for both sides. */
  hangUp(): Promise<void>
  /** Leaves the call as it is and lets it go on without this server. */
  detach(): Promise<void>
  /** Resolves when this server is off the call, never rejects. */
  readonly ended: Promise<SidebandEnd>
}

export const controlShape: z.ZodRawShape = {
  tools: z.array(z.looseObject({ kind: z.string() })).optional(),
  whenChanged: z.enum(['restore', 'hang_up', 'allow']).optional(),
  protect: z.array(z.enum(['instructions', 'tools', 'tool_choice', 'prompt', 'max_output_tokens'])).optional(),
  whenLost: z.enum(['hang_up', 'leave']).optional(),
  attachTimeoutMs: z.number().positive().optional(),
  log: fn().optional(),
}

const optionsSchema = z.strictObject({
  ...upstreamShape,
  ...controlShape,
  config: z.looseObject({}).optional(),
  agent: z.instanceof(RealtimeAgent, { error: 'must be a RealtimeAgent' }),
  context: z.unknown().optional(),
  lease: z.looseObject({ takeMinute: fn(), end: fn() }).optional(),
})

const PROTECTED: readonly ProtectedField[] = ['instructions', 'tools', 'tool_choice', 'prompt']
const REJOIN_MS = 15_000
const MAX_CHANGES_A_MINUTE = 10

/**
 * Joins a running call from the server: its tools run here, and what the agent is stays as it was set here, whatever the page
 * sends. Resolves once the session is configured.
 * @throws ConnectionError when the call cannot be joined in time, ConfigError `invalid_option` for options that cannot work.
 */
export async function attachSideband<C = unknown>(callId: string, options: SidebandOptions<C>): Promise<Sideband<C>> {
  checkOptions('attachSideband', optionsSchema, options)
  return joinCall(callId, options)
}

/** The same for options that were checked; others among them are not looked at. */
export async function joinCall<C>(callId: string, options: SidebandOptions<C>): Promise<Sideband<C>> {
  const { clock = systemClock, log: write = consoleLog, whenChanged = 'restore', whenLost = 'hang_up' } = options
  const log: Log = (entry) => write({ ...entry, callId })
  const upstream = createUpstream(options)
  const guard = createSessionGuard(options.protect ?? PROTECTED)
  /** A call that this server cannot follow is not left to itself, unless that is asked for. */
  async function abandon(error: unknown): Promise<never> {
    if (whenLost === 'hang_up') {
      await hangUpCall(upstream, callId, log).catch(() => {})
      await options.lease?.end()
    }
    throw error
  }
  const session = await createCallSession(callId, options, upstream, (event) => guard.sent(event)).catch(abandon)

  const ended = Promise.withResolvers<SidebandEnd>()
  let attached = false
  let over = false
  const stops: (() => void)[] = []
  let hanging: Promise<void> | undefined

  async function finish(end: SidebandEnd): Promise<void> {
    if (over) return
    over = true
    for (const stop of stops) stop()
    await session[Symbol.asyncDispose]().catch(() => {})
    // A call that goes on without this server keeps its slot: nobody would notice its end.
    if (end === 'hung_up' || end === 'call_ended') await options.lease?.end()
    log({ level: end === 'lost' ? 'warn' : 'info', event: 'sideband.ended', end })
    ended.resolve(end)
  }
  async function endCall(): Promise<void> {
    let end: SidebandEnd = 'hung_up'
    try {
      if ((await hangUpCall(upstream, callId, log)) === 'was_over') end = 'call_ended'
    } finally {
      await finish(end)
    }
  }
  function hangUp(): Promise<void> {
    hanging ??= endCall()
    return hanging
  }
  /** For ends that nobody here awaits. */
  function hangUpFor(reason: string): void {
    log({ level: 'warn', event: 'sideband.hung_up', reason })
    hangUp().catch((error: unknown) =>
      log({ level: 'error', event: 'sideband.hang_up_failed', reason: describeError(error) }),
    )
  }

  function follow(connection: ConnectionState): void {
    if (!attached || over || hanging) return
    if (connection.status === 'disconnected') void finish('call_ended')
    if (connection.status !== 'error') return
    if (isGone(connection.error)) void finish('call_ended')
    else void rejoin()
  }
  /** The call went on meanwhile, so nothing is told to it again: the session starts afresh, with the agent it had. */
  async function rejoin(): Promise<void> {
    attached = false
    const agent = session.currentAgent
    log({ level: 'warn', event: 'sideband.lost' })
    try {
      await connectInTime(session, clock, REJOIN_MS, (error) => error.retryable)
      if (session.currentAgent !== agent) await session.updateAgent(agent)
    } catch (error) {
      if (isRealtimeError(error) && isGone(error)) return finish('call_ended')
      return lose('sideband_lost')
    }
    attached = true
    log({ level: 'info', event: 'sideband.rejoined' })
    follow(session.getSnapshot().connection)
  }
  function lose(reason: string): void {
    if (whenLost === 'leave') void finish('lost')
    else hangUpFor(reason)
  }

  const changes: number[] = []
  function undo(update: NonNullable<ReturnType<typeof guard.received>>): void {
    changes.push(clock.now())
    while ((changes[0] ?? 0) <= clock.now() - 60_000) changes.shift()
    log({ level: 'warn', event: 'sideband.session_changed', whenChanged })
    if (whenChanged === 'hang_up' || changes.length > MAX_CHANGES_A_MINUTE) return hangUpFor('session_changed')
    session.sendEvent({
      type: 'session.update',
      session: update,
      event_id: `parley_restore_${clock.now()}_${changes.length}`,
    })
  }

  for (const tool of options.tools ?? []) session.registerTool(tool)
  session.on('raw_model_event', ({ data }) => {
    const update = whenChanged === 'allow' || over || hanging ? undefined : guard.received(data)
    if (update) undo(update)
  })
  stops.push(observeSession(session))
  session.on('connection_changed', ({ connection }) => follow(connection))

  try {
    await connectInTime(session, clock, options.attachTimeoutMs ?? 20_000, (error) => error.retryable || isGone(error))
  } catch (error) {
    await abandon(error).finally(() => finish('lost'))
  }
  attached = true
  stops.push(meterCall(options.lease, clock, () => hangUpFor('no_minutes_left')))
  stops.push(watchSignsOfLife(session, clock, () => lose('no_sign_of_life')))
  log({ level: 'info', event: 'sideband.attached' })
  follow(session.getSnapshot().connection)

  const detach = (): Promise<void> => finish('detached')
  return { callId, session, hangUp, detach, ended: ended.promise, [Symbol.asyncDispose]: detach }
}

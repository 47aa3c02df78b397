import type { RunContext } from '../agent/realtimeAgent.ts'
import { handoffsOf, type Handoff } from '../agent/handoff.ts'
import { isStandardSchema, type StandardSchema } from '../agent/schema.ts'
import { toolsOf } from '../agent/tool.ts'
import type { BackgroundResult, FunctionTool, Tool, ToolContext, ToolGuardrail } from '../agent/tool.ts'
import type { Clock } from '../clock.ts'
import { ProtocolError, ToolError, isRealtimeError, type RealtimeError } from '../errors.ts'
import type { SessionConfig } from '../protocol/index.ts'
import { isEnabled } from '../settings/buildSessionConfig.ts'
import type { Agents } from './agents.ts'
import { own } from './own.ts'
import { serializeOutput } from './serializeOutput.ts'
import type { EventNamed, SessionEvent } from './sessionEvent.ts'
import type { SessionState } from './sessionState.ts'
import type { ToolCall } from './toolCallState.ts'

export interface ToolErrorInfo<C> {
  kind: 'approval_rejected' | 'tool_failed'
  toolName: string
  callId: string
  defaultMessage: string
  context: C
}
export interface ToolRunnerOptions<C> {
  state(): SessionState
  dispatch(event: SessionEvent): void
  agents: Agents<C>
  registered(): readonly Tool<C>[]
  clock: Clock
  asyncToolCalls: boolean
  preApprovalInputGuardrails: boolean
  toolErrorFormatter: ((info: ToolErrorInfo<C>) => string | null | Promise<string | null>) | undefined
  buildConfig(agentKey: string): Promise<SessionConfig>
}
/** Runs what the model calls: tools and handoffs. It decides nothing about the session; it reports what happened as events. */
export interface ToolRunner {
  dispatch(callId: string): void
  run(callId: string): void
  reject(callId: string, message: string | null): void
  abort(scope: 'interruption' | 'all'): void
}

const badArguments = 'An error occurred while parsing tool arguments. Please try again with valid JSON.'
const toolFailed = 'An error occurred while running the tool. Please try again.'
const notApproved = 'Tool execution was not approved.'

/**
 * Tells the session what became of a call, unless the call is over: answered, or ended with its connection. Returns whether it
 * goes on: a listener may have closed the session. Without an event it only answers.
 */
type Report = (event?: SessionEvent) => boolean
/** By default the model is told, and asked to answer. */
type Finish = Pick<EventNamed<'tool.finished'>, 'output' | 'outcome'> &
  Partial<Pick<EventNamed<'tool.finished'>, 'respond' | 'send' | 'error'>>
type Target<C> = FunctionTool<C> | Handoff<C> | null
type Parsed = { ok: true; args: unknown } | { ok: false; cause: unknown }

export function createToolRunner<C>(options: ToolRunnerOptions<C>): ToolRunner {
  const { state, dispatch, agents, clock } = options
  const controllers = new Map<string, { controller: AbortController; onInterrupt: boolean }>()
  let chain: Promise<unknown> = Promise.resolve()

  const callOf = (callId: string): ToolCall | undefined => own(state().tools.calls, callId)

  /** Runs `work` for a call; whatever escapes becomes a finished call. */
  const guarded = (callId: string, work: (call: ToolCall, report: Report) => Promise<void>): void => {
    const call = callOf(callId)
    if (!call) return
    const { generation } = state().link
    const goesOn = (): boolean => state().link.generation === generation && callOf(callId)?.output === null
    const report: Report = (event) => {
      // A call that the loss of the connection ended is over, whatever its tool makes of the end.
      if (event && goesOn()) dispatch(event)
      return goesOn()
    }
    const start = async (): Promise<void> => {
      try {
        await work(call, report)
      } catch (cause) {
        const error = isRealtimeError(cause)
          ? cause
          : toolError('tool_threw', call, `Tool "${call.name}" could not be run.`, cause)
        report(finished(call, { output: toolFailed, outcome: 'failed', error }))
      }
    }
    if (options.asyncToolCalls) void start()
    else chain = chain.then(start)
  }

  const find = async (call: ToolCall, run: RunContext<C>): Promise<Target<C>> => {
    for (const tool of [...toolsOf(agents.get(call.agentKey)), ...options.registered()]) {
      if (tool.kind === 'function' && tool.name === call.name && (await isEnabled(tool, run))) return tool
    }
    for (const handoff of handoffsOf(agents.get(call.agentKey))) {
      if (handoff.toolName === call.name && (await isEnabled(handoff, run))) return handoff
    }
    return null
  }

  const contextOf = (call: ToolCall, signal: AbortSignal): ToolContext<C> => {
    const run = agents.runContext(call.agentKey)
    return {
      context: run.context,
      agent: run.agent,
      get usage() {
        return run.usage
      },
      history: () => run.history(),
      callId: call.callId,
      signal,
    }
  }

  const formatted = async (kind: ToolErrorInfo<C>['kind'], call: ToolCall, defaultMessage: string): Promise<string> => {
    const { context } = agents.runContext(call.agentKey)
    try {
      const text = await options.toolErrorFormatter?.({
        kind,
        toolName: call.name,
        callId: call.callId,
        defaultMessage,
        context,
      })
      return typeof text === 'string' ? text : defaultMessage
    } catch {
      return defaultMessage
    }
  }

  const resolve = async (call: ToolCall, report: Report): Promise<void> => {
    const target = await find(call, agents.runContext(call.agentKey))
    if (!target && state().options.managed) return void report({ type: 'tool.left', callId: call.callId })
    if (!target) {
      const error = toolError(
        'tool_not_found',
        call,
        `The model called "${call.name}", which "${call.agentName}" does not offer.`,
      )
      report(finished(call, { output: `Tool ${call.name} not found`, outcome: 'failed', respond: false, error }))
      return
    }
    if (target.kind === 'handoff') return handOver(call, target, report)
    const controller = new AbortController()
    const context = contextOf(call, controller.signal)
    const parsed = await parse(target.options.parameters, call.arguments)
    const asks = await needsApproval(target, parsed, context)
    // A lasting decision may have come while the policy was asked: it wins.
    const sticky = asks ? own(state().tools.sticky, call.name) : undefined
    if (sticky && !sticky.approve) return refuse(call, sticky.message, report)
    if (asks && !sticky) {
      if (options.preApprovalInputGuardrails && parsed.ok) {
        const verdict = await checkAll(target.options.inputGuardrails, { args: parsed.args }, context)
        if (verdict) {
          report(finished(call, { output: verdict, outcome: 'rejected' }))
          return
        }
      }
      report({ type: 'tool.asked', callId: call.callId })
      return
    }
    return execute(call, target, report)
  }

  const execute = async (call: ToolCall, tool: FunctionTool<C>, report: Report): Promise<void> => {
    const parsed = await parse(tool.options.parameters, call.arguments)
    if (!parsed.ok) {
      const error = toolError(
        'tool_arguments_invalid',
        call,
        `The model called "${call.name}" with arguments that do not fit.`,
        parsed.cause,
      )
      report(finished(call, { output: badArguments, outcome: 'failed', error }))
      return
    }
    const controller = new AbortController()
    controllers.set(call.callId, { controller, onInterrupt: tool.options.abortOnInterrupt ?? false })
    const context = contextOf(call, controller.signal)
    try {
      const refused = await checkAll(tool.options.inputGuardrails, { args: parsed.args }, context)
      if (refused !== null) {
        report(finished(call, { output: refused, outcome: 'rejected' }))
        return
      }
      if (!report({ type: 'tool.started', callId: call.callId })) return
      const result = await within(tool, call, controller, () => tool.options.execute(parsed.args as never, context))
      const background = isBackground(result)
      let output = serializeOutput(background ? result.output : result)
      const replaced = await checkAll(tool.options.outputGuardrails, { args: parsed.args, output }, context)
      if (replaced !== null) output = replaced
      report(finished(call, { output, outcome: 'done', respond: !background }))
    } catch (cause) {
      report(await failure(call, tool, controller.signal, cause))
    } finally {
      controllers.delete(call.callId)
    }
  }

  const failure = async (
    call: ToolCall,
    tool: FunctionTool<C>,
    signal: AbortSignal,
    cause: unknown,
  ): Promise<SessionEvent> => {
    if (isRealtimeError(cause) && cause.code === 'tool_timed_out') {
      const told = tool.options.onTimeout !== 'error'
      const output = told
        ? await formatted('tool_failed', call, `Tool '${call.name}' timed out after ${tool.options.timeoutMs}ms.`)
        : ''
      return finished(call, { output, outcome: 'failed', respond: told, send: told, error: cause })
    }
    if (signal.aborted) {
      const output = 'The tool was stopped because the user interrupted.'
      return finished(call, { output, outcome: 'cancelled', respond: false })
    }
    const error = isRealtimeError(cause) ? cause : toolError('tool_threw', call, `Tool "${call.name}" threw.`, cause)
    return finished(call, {
      output: await formatted('tool_failed', call, toolFailed),
      outcome: 'failed',
      error,
    })
  }

  const within = async (
    tool: FunctionTool<C>,
    call: ToolCall,
    controller: AbortController,
    work: () => unknown,
  ): Promise<unknown> => {
    const aborted = new Promise<never>((_, reject) => {
      controller.signal.addEventListener('abort', () => reject(controller.signal.reason as Error), { once: true })
    })
    const { timeoutMs } = tool.options
    const cancel =
      timeoutMs === undefined
        ? undefined
        : clock.setTimeout(() => {
            const message = `Tool "${call.name}" did not answer within ${timeoutMs} ms.`
            controller.abort(toolError('tool_timed_out', call, message))
          }, timeoutMs)
    try {
      return await Promise.race([aborted, Promise.resolve().then(work)])
    } finally {
      cancel?.()
    }
  }

  const handOver = async (call: ToolCall, handoff: Handoff<C>, report: Report): Promise<void> => {
    const run = agents.runContext(call.agentKey)
    let input: unknown
    if (handoff.options.inputSchema) {
      const parsed = await parse(handoff.options.inputSchema, call.arguments, true)
      if (!parsed.ok) {
        const message = `The model handed over to "${handoff.agent.name}" with an input that does not fit; the agent stays.`
        const error = new ProtocolError('model_behavior', message, { cause: parsed.cause })
        report(finished(call, { output: badArguments, outcome: 'failed', error }))
        return
      }
      input = parsed.args
    }
    if (!report()) return
    await handoff.options.onHandoff?.(run, input as never)
    const agentKey = agents.keyOf(handoff.agent)
    let config: SessionConfig
    try {
      config = await options.buildConfig(agentKey)
    } catch (cause) {
      const error = isRealtimeError(cause)
        ? cause
        : toolError(
            'tool_threw',
            call,
            `The settings of "${handoff.agent.name}" could not be made; the agent stays.`,
            cause,
          )
      report(finished(call, { output: '', outcome: 'failed', respond: false, send: false, error }))
      return
    }
    report({ type: 'handoff.resolved', callId: call.callId, agentKey, agentName: handoff.agent.name, config })
  }

  const refuse = async (call: ToolCall, message: string | null, report: Report): Promise<void> => {
    const output = message ?? (await formatted('approval_rejected', call, notApproved))
    report(finished(call, { output, outcome: 'rejected' }))
  }

  return {
    dispatch: (callId) => guarded(callId, resolve),
    run: (callId) =>
      guarded(callId, async (call, report) => {
        const target = await find(call, agents.runContext(call.agentKey))
        if (target?.kind === 'function') await execute(call, target, report)
        else await resolve(call, report)
      }),
    reject: (callId, message) => guarded(callId, (call, report) => refuse(call, message, report)),
    abort(scope) {
      for (const { controller, onInterrupt } of controllers.values()) {
        if (scope === 'all' || onInterrupt)
          controller.abort(new DOMException(`The session ended the call.`, 'AbortError'))
      }
    },
  }
}

function finished(call: ToolCall, finish: Finish): EventNamed<'tool.finished'> {
  return { type: 'tool.finished', callId: call.callId, respond: true, send: true, error: null, ...finish }
}

function toolError(
  code: 'tool_not_found' | 'tool_arguments_invalid' | 'tool_threw' | 'tool_timed_out',
  call: ToolCall,
  message: string,
  cause?: unknown,
): RealtimeError {
  return new ToolError(code, message, { toolName: call.name, callId: call.callId, cause })
}

const isBackground = (value: unknown): value is BackgroundResult =>
  typeof value === 'object' &&
  value !== null &&
  (value as { kind?: unknown }).kind === 'background' &&
  'output' in value

/** Empty arguments mean none; anything but an object that fits the schema does not parse. */
async function parse(schema: unknown, text: string, strict = false): Promise<Parsed> {
  let args: unknown
  try {
    args = text.trim() === '' && !strict ? {} : JSON.parse(text)
  } catch (cause) {
    return { ok: false, cause }
  }
  if (typeof args !== 'object' || args === null || Array.isArray(args)) return { ok: false, cause: undefined }
  if (!isStandardSchema(schema)) return { ok: true, args }
  const result = await (schema as StandardSchema)['~standard'].validate(args)
  if (result.issues) return { ok: false, cause: result.issues }
  return { ok: true, args: result.value }
}

async function needsApproval<C>(tool: FunctionTool<C>, parsed: Parsed, context: ToolContext<C>): Promise<boolean> {
  const policy = tool.options.needsApproval ?? false
  if (typeof policy === 'boolean') return policy
  // What cannot be read cannot be judged: a person decides.
  return parsed.ok ? policy(parsed.args as never, context) : true
}

/** Null when all allow it; otherwise the message of the first that does not. */
async function checkAll<C>(
  guardrails: readonly ToolGuardrail<C>[] | undefined,
  value: { args?: unknown; output?: unknown },
  context: ToolContext<C>,
): Promise<string | null> {
  for (const guardrail of guardrails ?? []) {
    const verdict = await guardrail.check(value, context)
    if (!verdict.allow) return verdict.message
  }
  return null
}

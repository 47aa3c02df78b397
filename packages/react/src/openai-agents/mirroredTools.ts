import { tool, type FunctionTool } from '@parley/core'
import { field, listenTo, type OpenAIAgentsSession } from './OpenAIAgentsSession.ts'

/**
 * Stand-ins for the tools of the other session: it runs them, these wait for what it says about each call, so that rows and
 * approvals show the truth.
 */
export interface MirroredTools {
  readonly tools: readonly FunctionTool[]
  /** A tool the model has called: it must have a stand-in before the call is folded. */
  expect(name: string): void
  /** What the other session wants approved, by call. */
  approvalItem(callId: string): unknown
}

interface Call {
  asked: Promise<boolean>
  result: Promise<string>
  settleAsked(asked: boolean): void
  settleResult(result: string): void
}

export function mirrorTools(session: OpenAIAgentsSession, onDecided: (callId: string) => void): MirroredTools {
  const calls = new Map<string, Call>()
  const tools = new Map<string, FunctionTool>()
  const approvals = new Map<string, unknown>()

  const callOf = (callId: string): Call => {
    let call = calls.get(callId)
    if (!call) {
      const asked = deferred<boolean>()
      const result = deferred<string>()
      call = { asked: asked.promise, result: result.promise, settleAsked: asked.resolve, settleResult: result.resolve }
      calls.set(callId, call)
    }
    return call
  }
  const idOf = (details: unknown): string | null => {
    const id = field(details, 'toolCall', 'callId')
    return typeof id === 'string' ? id : null
  }

  listenTo(session, 'tool_approval_requested', (_context, _agent, request) => {
    const item = field(request, 'approvalItem')
    const callId = field(item, 'rawItem', 'callId')
    if (typeof callId !== 'string') return
    approvals.set(callId, item)
    callOf(callId).settleAsked(true)
  })
  listenTo(session, 'agent_tool_start', (_context, _agent, _tool, details) => {
    const callId = idOf(details)
    if (callId === null) return
    callOf(callId).settleAsked(false)
    if (approvals.has(callId)) onDecided(callId)
  })
  listenTo(session, 'agent_tool_end', (_context, _agent, _tool, result, details) => {
    const callId = idOf(details)
    if (callId === null) return
    callOf(callId).settleAsked(false)
    callOf(callId).settleResult(String(result))
  })
  // A handoff is a call too, and has no end of its own.
  listenTo(session, 'agent_handoff', () => {
    for (const call of calls.values()) {
      call.settleAsked(false)
      call.settleResult('')
    }
  })

  return {
    get tools() {
      return [...tools.values()]
    },
    expect(name) {
      if (tools.has(name)) return
      const standIn = tool({
        name,
        description: '',
        parameters: { type: 'object', properties: {} },
        needsApproval: (_args, { callId }) => callOf(callId).asked,
        execute: (_args, { callId }) => callOf(callId).result,
      })
      tools.set(name, standIn)
    },
    approvalItem: (callId) => approvals.get(callId),
  }
}

function deferred<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve!: (value: T) => void
  const promise = new Promise<T>((settle) => {
    resolve = settle
  })
  return { promise, resolve }
}

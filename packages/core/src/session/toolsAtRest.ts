import { initialTools } from './initialState.ts'
import type { SessionState } from './sessionState.ts'
import type { Slice } from './slice.ts'
import type { FunctionCallItem } from './snapshot.ts'
import { set, type Patch } from './toolCallState.ts'

/** The part of the `toolCall` slice that needs no connection. */
export const toolsAtRest: Slice<'tools' | 'toolCalls'>['on'] = {
  'connection.asked': () => ({ tools: { ...initialTools }, toolCalls: [] }),

  // Calls of a conversation that goes on here: shown as they ended, never run again.
  'history.restored': (state, event) => {
    let next: SessionState = state
    for (const item of event.items) {
      if (item.type === 'function_call' && !next.tools.calls[item.callId]) next = { ...next, ...restore(next, item) }
    }
    return next === state ? undefined : { tools: next.tools, toolCalls: next.toolCalls }
  },
}

function restore(state: SessionState, item: FunctionCallItem): Patch {
  const { id: itemId, callId, name, arguments: args, output, agentName = '', responseId = '' } = item
  const { agentKey } = state.settings
  const call = { callId, itemId, responseId, source: 'function' as const, name, arguments: args, agentKey, agentName }
  const stopped = output === null || item.status === 'incomplete'
  const status = stopped ? ('cancelled' as const) : ('done' as const)
  const told = { startedAt: item.createdAt, ...(output === null ? {} : { output }) }
  return set(state, { ...call, status, started: true, output: output ?? '', respond: false, left: false }, told)
}

import { own } from './own.ts'
import { defineSlice, type Slice } from './slice.ts'

/**
 * Slice without a key: the conversation goes to another agent. The app is told first, and may still close the session; then
 * the settings of the new agent are sent, then the output of the call, then one new response (docs/behaviour.md, rule 110). The last
 * three are the `settings`, `toolCall` and `response` slices at `handoff.applied`.
 */
export const handoff: Slice<never> = defineSlice([], {
  'handoff.resolved': (state, event, step) => {
    const call = own(state.tools.calls, event.callId)
    if (!call || call.output !== null) return
    step.emit({ type: 'handoff', fromAgent: state.settings.agentKey, toAgent: event.agentKey })
    step.do({ type: 'handoff.apply', callId: event.callId, agentKey: event.agentKey, config: event.config })
  },
})

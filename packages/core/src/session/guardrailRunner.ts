import type { OutputGuardrail } from '../agent/guardrail.ts'
import { RealtimeError } from '../errors.ts'
import type { Agents } from './agents.ts'
import type { Effect } from './effect.ts'
import type { SessionEvent } from './sessionEvent.ts'
import type { SessionState } from './sessionState.ts'

type Check = Extract<Effect, { type: 'guardrail.check' }>

/** Runs the guardrails of the agent and of the run, each object once, all at the same time. One that throws is reported; the others count. */
export function createGuardrailRunner<C>(options: {
  state(): SessionState
  dispatch(event: SessionEvent): void
  agents: Agents<C>
  runGuardrails: readonly OutputGuardrail<C>[]
}): (check: Check) => void {
  const { state, dispatch, agents, runGuardrails } = options
  return (check) => {
    const { agentKey, responseId, itemId, text, final } = check
    const own = (agents.get(agentKey).options.outputGuardrails ?? []) as readonly OutputGuardrail<C>[]
    const guardrails = new Set([...own, ...runGuardrails])
    if (guardrails.size === 0 && !state().options.holdBack) return
    const { generation } = state().link
    const run = agents.runContext(agentKey)
    const judge = async (
      guardrail: OutputGuardrail<C>,
    ): Promise<{ name: string; info?: unknown; hint: string } | null> => {
      try {
        const { tripped, info } = await guardrail.options.check(text, run)
        if (!tripped) return null
        const hint = guardrail.options.policyHint ?? guardrail.name
        return { name: guardrail.name, hint, ...(info === undefined ? {} : { info }) }
      } catch (cause) {
        const message = `The guardrail "${guardrail.name}" threw; the answer was not judged by it.`
        const error = new RealtimeError('invalid_option', message, { cause })
        if (state().link.generation === generation) dispatch({ type: 'error.reported', error })
        return null
      }
    }
    void Promise.all([...guardrails].map(judge)).then((verdicts) => {
      if (state().link.generation !== generation) return
      const tripped = verdicts.filter((verdict) => verdict !== null)
      dispatch({ type: 'guardrail.checked', responseId, itemId, agentKey, tripped, final })
    })
  }
}

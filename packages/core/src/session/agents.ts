import type { RealtimeAgent, RunContext } from '../agent/realtimeAgent.ts'
import { selectHistory } from './selectors.ts'
import type { SessionState } from './sessionState.ts'

/** The agents of a session. The fold knows them by key, so that its state stays plain data. */
export interface Agents<C> {
  keyOf(agent: RealtimeAgent<C>): string
  get(key: string): RealtimeAgent<C>
  runContext(key: string): RunContext<C>
}

export function createAgents<C>(first: RealtimeAgent<C>, context: C, state: () => SessionState): Agents<C> {
  const agents = new Map<string, RealtimeAgent<C>>()
  const keyOf = (agent: RealtimeAgent<C>): string => {
    for (let n = 1; ; n++) {
      const key = n === 1 ? agent.name : `${agent.name}#${n}`
      const known = agents.get(key)
      if (known === agent) return key
      if (known) continue
      agents.set(key, agent)
      return key
    }
  }
  keyOf(first)
  const get = (key: string): RealtimeAgent<C> => agents.get(key) ?? first
  return {
    keyOf,
    get,
    runContext: (key) => ({
      context,
      agent: get(key),
      get usage() {
        return state().usage
      },
      history: () => selectHistory(state()),
    }),
  }
}

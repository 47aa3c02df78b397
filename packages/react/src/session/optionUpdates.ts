import {
  isRealtimeError,
  type RealtimeAgent,
  type RealtimeError,
  type RealtimeSession,
  type RunConfig,
} from '@parley/core'
import { shallowEqual } from '../internal/shallowEqual.ts'
import { stableStringify } from '../internal/stableStringify.ts'
import { agentSignature, createLiveAgent } from './liveAgent.ts'

interface Watched<C> {
  agent: RealtimeAgent<C>
  config?: RunConfig<C>
  onError?: (error: RealtimeError) => void
}
interface Told {
  name: string
  agent: string
  settings: string
}

/** Sends what the latest render says differently from what the server was told. */
export interface OptionUpdates {
  /** Compares now, and again whenever a conversation begins. Returns its end. */
  watch(): () => void
  compare(): void
}

export function createOptionUpdates<C>(session: RealtimeSession<C>, latest: () => Watched<C>): OptionUpdates {
  const first = signatureOf(latest())
  let told = first
  // What a new conversation starts with: agents are read late, the settings of the run are those of the first render.
  const atStart = (): Told => ({ ...signatureOf(latest()), name: first.name, settings: first.settings })

  const compare = (): void => {
    if (session.status !== 'connected') return
    const { agent, config, onError } = latest()
    const now = signatureOf(latest())
    const before = told
    if (shallowEqual(now, before)) return
    told = now
    const report = (cause: unknown): void => {
      if (isRealtimeError(cause) && cause.code !== 'aborted') onError?.(cause)
    }
    if (now.name !== before.name) session.updateAgent(liveAgentOf(agent.name)).catch(report)
    else if (now.settings === before.settings) session.updateSettings({}).catch(report)
    if (now.settings !== before.settings) session.updateSettings(config?.modelSettings ?? {}).catch(report)
  }

  const others = new Map<string, RealtimeAgent<C>>()
  const liveAgentOf = (name: string): RealtimeAgent<C> => {
    const known = others.get(name)
    if (known) return known
    let last = latest().agent
    const made = createLiveAgent<C>(() => {
      const { agent } = latest()
      if (agent.name === name) last = agent
      return last
    })
    others.set(name, made)
    return made
  }

  let status = session.status
  return {
    compare,
    watch: () =>
      session.on('connection_changed', ({ connection }) => {
        const before = status
        status = connection.status
        if (status !== 'connected') return
        if (before !== 'reconnecting') told = atStart()
        compare()
      }),
  }
}

function signatureOf<C>({ agent, config }: Watched<C>): Told {
  return { name: agent.name, agent: agentSignature(agent), settings: stableStringify(config?.modelSettings ?? {}) }
}

import { RealtimeAgent, type RealtimeAgentOptions, type Tool } from '@parley/core'
import { stableStringify } from '../internal/stableStringify.ts'

/**
 * An agent whose options are those of the latest render: its functions are read when they are called, and a session keeps one
 * agent although the app makes a new object each time. Agents it hands over to are kept by name in the same way.
 */
export function createLiveAgent<C>(latest: () => RealtimeAgent<C>): RealtimeAgent<C> {
  const targets = new Map<string, RealtimeAgent<C>>()
  const live = latest().clone({})
  Object.defineProperty(live, 'options', { configurable: true, enumerable: true, get: options })
  return live

  function options(): Readonly<RealtimeAgentOptions<C>> {
    const now = latest().options
    if (!now.handoffs) return now
    const handoffs = now.handoffs.map((entry) => {
      if (entry instanceof RealtimeAgent) return target(entry)
      return { ...entry, agent: target(entry.agent) }
    })
    return { ...now, handoffs }
  }

  function target(agent: RealtimeAgent<C>): RealtimeAgent<C> {
    const { name } = agent
    // An agent that leads back to the first one is the first one.
    if (name === live.name) return live
    const known = targets.get(name)
    if (known) return known
    const made = createLiveAgent<C>(() => find(latest(), name) ?? agent)
    targets.set(name, made)
    return made
  }
}

function find<C>(agent: RealtimeAgent<C>, name: string): RealtimeAgent<C> | undefined {
  return (agent.options.handoffs ?? [])
    .map((entry) => (entry instanceof RealtimeAgent ? entry : entry.agent))
    .find((target) => target.name === name)
}

/** What the model is told of an agent, as text: changes when an update has to be sent. */
export function agentSignature<C>(agent: RealtimeAgent<C>): string {
  const { instructions, tools = [], handoffs = [], voice, prompt } = agent.options
  return stableStringify({
    instructions,
    voice,
    prompt,
    tools: (tools as readonly Tool<C>[]).map((tool) => toolData(tool)),
    handoffs: handoffs.map((entry) =>
      entry instanceof RealtimeAgent
        ? [entry.name, entry.options.handoffDescription]
        : [entry.toolName, entry.toolDescription, entry.options.isEnabled],
    ),
  })
}

function toolData<C>(tool: Tool<C>): unknown {
  return tool.kind === 'mcp'
    ? [tool.name, tool.options]
    : [tool.name, tool.description, tool.parameters, tool.options.isEnabled]
}

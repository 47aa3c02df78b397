import { invalidOption } from '../errors.ts'
import type { EventOf } from '../session/eventMap.ts'
import type { RealtimeItem, Usage } from '../session/snapshot.ts'
import type { Voice } from '../settings/modelSettings.ts'
import type { OutputGuardrail } from './guardrail.ts'
import type { Handoff } from './handoff.ts'
import type { Tool } from './tool.ts'

/** What functions of an agent get to know about the session that runs it. */
export interface RunContext<C = unknown> {
  readonly context: C
  readonly agent: RealtimeAgent<C>
  readonly usage: Usage
  history(): readonly RealtimeItem[]
}

/** Called on the agent the event belongs to, before listeners of the session. */
export interface AgentHooks<C = unknown> {
  onStart(event: EventOf<'agent_start', C>): void
  onEnd(event: EventOf<'agent_end', C>): void
  onHandoff(event: EventOf<'handoff', C>): void
  onToolStart(event: EventOf<'tool_start', C>): void
  onToolEnd(event: EventOf<'tool_end', C>): void
}

export interface RealtimeAgentOptions<C = unknown> {
  name: string
  instructions?: string | ((run: RunContext<C>, agent: RealtimeAgent<C>) => string | Promise<string>)
  /** Appended to the description of the tool by which others hand over to this agent. */
  handoffDescription?: string
  /** Tools that ask for no context fit every agent. */
  tools?: readonly (Tool<C> | Tool)[]
  handoffs?: readonly (RealtimeAgent<C> | Handoff<C>)[]
  outputGuardrails?: readonly (OutputGuardrail<C> | OutputGuardrail)[]
  /** Locked by the first audio of a session: later voices are skipped with one warning. */
  voice?: Voice
  prompt?: { id: string; version?: string; variables?: Record<string, unknown> } | null
  hooks?: Partial<AgentHooks<C>>
}

/** What an agent is: data only, inert until a session runs it. */
export class RealtimeAgent<C = unknown> {
  readonly name: string
  readonly options: Readonly<RealtimeAgentOptions<C>>

  /** @throws ConfigError `invalid_option` naming the option. */
  constructor(options: RealtimeAgentOptions<C>) {
    validateAgent(options)
    this.name = options.name
    this.options = Object.freeze({ ...options })
  }

  /** A new agent with some options replaced; everything else, the voice included, is kept. */
  clone(overrides: Partial<RealtimeAgentOptions<C>>): RealtimeAgent<C> {
    return new RealtimeAgent({ ...this.options, ...overrides })
  }
}

/** What each list holds, by its kind. */
const lists = { tools: ['function', 'mcp'], handoffs: ['handoff'], outputGuardrails: ['guardrail'] }

function validateAgent<C>(options: RealtimeAgentOptions<C>): void {
  const fail = (path: string, expected: string): never => {
    throw invalidOption(path, `RealtimeAgent: \`${path}\` must be ${expected}.`)
  }
  if (typeof options !== 'object' || options === null) fail('options', 'an object')
  if (typeof options.name !== 'string' || options.name.trim() === '') fail('name', 'a non-empty string')
  const { instructions } = options
  if (instructions !== undefined && typeof instructions !== 'string' && typeof instructions !== 'function') {
    fail('instructions', 'a string or a function')
  }
  for (const [list, kinds] of Object.entries(lists)) {
    const value: unknown = options[list as keyof typeof lists] ?? []
    if (!Array.isArray(value)) fail(list, 'a list')
    for (const [i, one] of (value as { kind?: string }[]).entries()) {
      const fits = one instanceof RealtimeAgent ? list === 'handoffs' : kinds.includes(one?.kind ?? '')
      if (!fits) fail(`${list}[${i}]`, `of kind ${kinds.join(' or ')}`)
    }
  }
}

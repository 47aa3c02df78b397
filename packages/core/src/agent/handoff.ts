import { invalidOption } from '../errors.ts'
import { RealtimeAgent, type RunContext } from './realtimeAgent.ts'
import type { Infer, JsonSchema, StandardSchema } from './schema.ts'
import { wireSchema } from './tool.ts'

export interface HandoffOptions<C = unknown, S extends StandardSchema = StandardSchema> {
  /** Default `transfer_to_<agent name in snake_case>`. */
  toolName?: string
  toolDescription?: string
  inputSchema?: S
  /** Read when the settings are sent and again when the call arrives. */
  isEnabled?: boolean | ((run: RunContext<C>) => boolean | Promise<boolean>)
  onHandoff?(run: RunContext<C>, input: Infer<S>): void | Promise<void>
}
export interface Handoff<C = unknown> {
  readonly kind: 'handoff'
  readonly agent: RealtimeAgent<C>
  readonly toolName: string
  readonly toolDescription: string
  /** JSON Schema of the input; null where the handoff takes none. */
  readonly parameters: JsonSchema | null
  readonly options: HandoffOptions<C>
}

/** A way to another agent, offered to the model as a tool. */
export function handoff<C = unknown, S extends StandardSchema = StandardSchema>(
  agent: RealtimeAgent<C>,
  options: HandoffOptions<C, S> = {},
): Handoff<C> {
  if (!(agent instanceof RealtimeAgent)) {
    throw invalidOption('agent', 'handoff: the first argument must be a RealtimeAgent.')
  }
  if (typeof options !== 'object' || options === null) {
    throw invalidOption('options', `handoff to "${agent.name}": the options must be an object.`)
  }
  if (options.inputSchema && !options.onHandoff) {
    throw invalidOption('onHandoff', `handoff to "${agent.name}": \`inputSchema\` needs \`onHandoff\`.`)
  }
  const description = `Handoff to the ${agent.name} agent to handle the request.`
  const extra = agent.options.handoffDescription
  return {
    kind: 'handoff',
    agent,
    toolName: options.toolName ?? `transfer_to_${snakeCase(agent.name)}`,
    toolDescription: options.toolDescription ?? (extra ? `${description} ${extra}` : description),
    parameters: options.inputSchema ? wireSchema(options.inputSchema, undefined, options.toolName ?? agent.name) : null,
    options: options as HandoffOptions<C>,
  }
}

/** The handoffs of an agent as handoff objects; plain agents become handoffs with default options. */
export function handoffsOf<C>(agent: RealtimeAgent<C>): Handoff<C>[] {
  return (agent.options.handoffs ?? []).map((target) => (target instanceof RealtimeAgent ? handoff(target) : target))
}

function snakeCase(name: string): string {
  return name
    .trim()
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/[^a-zA-Z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
    .toLowerCase()
}

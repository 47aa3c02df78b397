import { type ConfigError, invalidOption } from '../errors.ts'
import type { RunContext } from './realtimeAgent.ts'
import { isStandardSchema, type Infer, type JsonSchema, type StandardSchema } from './schema.ts'

export interface ToolContext<C = unknown> extends RunContext<C> {
  readonly callId: string
  /** Fires on timeout, when the session closes, and on interruption where the tool asks for it. */
  readonly signal: AbortSignal
}
type Verdict = { allow: true } | { allow: false; message: string }
export interface ToolGuardrail<C = unknown> {
  name: string
  check(value: { args?: unknown; output?: unknown }, call: ToolContext<C>): Verdict | Promise<Verdict>
}

export interface ToolOptions<S extends StandardSchema | JsonSchema = StandardSchema | JsonSchema, C = unknown> {
  name: string
  description: string
  parameters: S
  /** The schema sent to the model, for libraries that cannot produce it from `parameters` (zod/mini). */
  jsonSchema?: JsonSchema
  /** May return `backgroundResult(value)`. */
  execute(args: Infer<S>, call: ToolContext<C>): unknown
  /** Arguments that cannot be parsed always ask. Default false. */
  needsApproval?: boolean | ((args: Infer<S>, call: ToolContext<C>) => boolean | Promise<boolean>)
  /** Read when the settings are sent and again when the call arrives. Default true. */
  isEnabled?: boolean | ((run: RunContext<C>) => boolean | Promise<boolean>)
  timeoutMs?: number
  /** `result`: the model is told; `error`: an error event, nothing is sent. Default `result`. */
  onTimeout?: 'result' | 'error'
  /** Default false. */
  abortOnInterrupt?: boolean
  inputGuardrails?: readonly ToolGuardrail<C>[]
  outputGuardrails?: readonly ToolGuardrail<C>[]
}

export interface FunctionTool<C = unknown> {
  readonly kind: 'function'
  readonly name: string
  readonly description: string
  /** JSON Schema of the arguments, as sent to the model. */
  readonly parameters: JsonSchema
  readonly options: ToolOptions<StandardSchema | JsonSchema, C>
  readonly _context?: C
}

/**
 * A function the model may call. Arguments are validated before `execute` runs; what it returns is told to the model.
 * @throws ConfigError `invalid_option` naming the option.
 */
export function tool<S extends StandardSchema | JsonSchema, C = unknown>(options: ToolOptions<S, C>): FunctionTool<C> {
  const name: unknown = options?.name
  if (typeof name !== 'string' || !/^[a-zA-Z0-9_.-]{1,64}$/.test(name)) {
    throw invalid(
      'name',
      `must be 1 to 64 letters, digits, "_", "-" or "."`,
      typeof name === 'string' ? name : typeof name,
    )
  }
  if (typeof options.description !== 'string') throw invalid('description', 'must be a string', name)
  if (typeof options.execute !== 'function') throw invalid('execute', 'must be a function', name)
  if (options.timeoutMs !== undefined && !(options.timeoutMs > 0)) {
    throw invalid('timeoutMs', 'must be a number of milliseconds above 0', name)
  }
  return {
    kind: 'function',
    name,
    description: options.description,
    parameters: wireSchema(options.parameters, options.jsonSchema, name),
    options: options as unknown as ToolOptions<StandardSchema | JsonSchema, C>,
  }
}

/** The JSON Schema that describes a schema's input to the model. */
export function wireSchema(
  schema: StandardSchema | JsonSchema,
  explicit: JsonSchema | undefined,
  owner: string,
): JsonSchema {
  if (explicit) return explicit
  if (!isStandardSchema(schema)) {
    if (typeof schema === 'object' && schema !== null && (schema as JsonSchema).type === 'object') return schema
    throw invalid('parameters', 'must be a Standard Schema (zod, valibot, …) or a JSON Schema of type "object"', owner)
  }
  const convert = schema['~standard'].jsonSchema?.input
  if (!convert) {
    throw invalid(
      'jsonSchema',
      `is needed: ${schema['~standard'].vendor} cannot describe this schema as JSON Schema`,
      owner,
    )
  }
  const { $schema: _, ...wire } = convert({ target: 'draft-2020-12' })
  if (wire['type'] !== 'object') throw invalid('parameters', 'must describe an object', owner)
  return wire as unknown as JsonSchema
}

function invalid(path: string, what: string, owner: string): ConfigError {
  return invalidOption(path, `tool "${owner}": \`${path}\` ${what}.`)
}

/** An output that the model is told without being asked to answer it. */
export interface BackgroundResult {
  readonly kind: 'background'
  readonly output: unknown
}
export function backgroundResult(output: unknown): BackgroundResult {
  return { kind: 'background', output }
}

export interface HostedMcpToolOptions {
  serverLabel: string
  serverUrl?: string
  headers?: Record<string, string>
  allowedTools?: readonly string[]
  requireApproval?: 'always' | 'never' | { always?: readonly string[]; never?: readonly string[] }
}
/** Tools of a Model Context Protocol server that the realtime service itself calls. */
export interface HostedMcpTool {
  readonly kind: 'mcp'
  readonly name: string
  readonly options: HostedMcpToolOptions
}
export function hostedMcpTool(options: HostedMcpToolOptions): HostedMcpTool {
  if (typeof options?.serverLabel !== 'string' || options.serverLabel === '') {
    throw invalidOption('serverLabel', 'hostedMcpTool: `serverLabel` must be a non-empty string.')
  }
  return { kind: 'mcp', name: options.serverLabel, options }
}

export type Tool<C = unknown> = FunctionTool<C> | HostedMcpTool

/** The tools of an agent as its own: what asks for no context takes any. */
export function toolsOf<C>(agent: { options: { tools?: readonly (Tool<C> | Tool)[] } }): readonly Tool<C>[] {
  return (agent.options.tools ?? []) as readonly Tool<C>[]
}

import { invalidOption } from '../errors.ts'
import type { RunContext } from './realtimeAgent.ts'

export interface GuardrailVerdict {
  tripped: boolean
  info?: unknown
}
export interface OutputGuardrailOptions<C = unknown> {
  name: string
  /** Told to the model when the guardrail trips, so that it can do better; the name otherwise. */
  policyHint?: string
  /** Gets the text of one answer so far: several times while it grows, and once when it is complete. */
  check(text: string, run: RunContext<C>): GuardrailVerdict | Promise<GuardrailVerdict>
}
export interface OutputGuardrail<C = unknown> {
  readonly kind: 'guardrail'
  readonly name: string
  readonly options: OutputGuardrailOptions<C>
  readonly _context?: C
}

/** A check on what the agent says. When it trips, the answer is stopped and the model is told why. */
export function outputGuardrail<C = unknown>(options: OutputGuardrailOptions<C>): OutputGuardrail<C> {
  if (typeof options?.name !== 'string' || options.name === '') {
    throw invalidOption('name', 'outputGuardrail: `name` must be a non-empty string.')
  }
  if (typeof options.check !== 'function') {
    throw invalidOption('check', `outputGuardrail "${options.name}": \`check\` must be a function.`)
  }
  return { kind: 'guardrail', name: options.name, options }
}

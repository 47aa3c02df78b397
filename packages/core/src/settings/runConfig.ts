import type { OutputGuardrail } from '../agent/guardrail.ts'
import type { ReconnectOptions } from '../session/sessionState.ts'
import type { PriceTable } from '../session/snapshot.ts'
import type { ToolErrorInfo } from '../session/toolRunner.ts'
import { camelKeys, check, fail, isObject, type EitherCase, type Shape } from './keys.ts'
import type { ModelSettings } from './modelSettings.ts'
import { camelSettings, normalizeSettings } from './normalizeSettings.ts'

/** How sessions of a runner behave. The quickstart's snake_case spellings are accepted. */
export interface RunConfig<C = unknown> {
  modelSettings?: ModelSettings
  /** Added to those of each agent; the same object runs once. */
  outputGuardrails?: readonly OutputGuardrail<C>[]
  guardrailsSettings?: {
    /** Characters between two checks of a growing answer. Default 100; -1 checks only the complete one. */
    debounceTextLength?: number
    /** No audio of an answer is played before its first check has passed. Needs the WebSocket transport. Default false. */
    holdBack?: boolean
  }
  /** Whether tools run at the same time. Default true. */
  asyncToolCalls?: boolean
  /** What the model is told when a tool fails or is refused; null for the default text. */
  toolErrorFormatter?(error: ToolErrorInfo<C>): string | null | Promise<string | null>
  toolExecution?: {
    /** Run input guardrails also before a person is asked. Default false. */
    preApprovalInputGuardrails?: boolean
  }
  tracingDisabled?: boolean
  /** Keep audio bytes in the history. Default false. */
  historyStoreAudio?: boolean
  /** After this, an unanswered approval counts as refused. Default: never. */
  approvalTimeoutMs?: number
  /** For `usage.cost`. */
  prices?: PriceTable
  /** Default 20,000. */
  maxTraceEvents?: number
}

const runShape: Shape = {
  modelSettings: camelSettings,
  outputGuardrails: true,
  guardrailsSettings: { debounceTextLength: true, holdBack: true },
  asyncToolCalls: true,
  toolErrorFormatter: true,
  // The quickstart's own name for the key differs by a word.
  toolExecution: { preApprovalInputGuardrails: true, preApprovalToolInputGuardrails: true },
  tracingDisabled: true,
  historyStoreAudio: true,
  approvalTimeoutMs: true,
  prices: true,
  maxTraceEvents: true,
}

/** @throws ConfigError `invalid_option` with the path of what is wrong. */
export function normalizeRunConfig<C>(config: EitherCase<RunConfig<C>> | undefined): RunConfig<C> {
  const run = camelKeys(config ?? {}, runShape, '') as RunConfig<C>
  if (run.modelSettings) normalizeSettings(run.modelSettings)
  const execution = run.toolExecution as Record<string, unknown> | undefined
  const preApproval = execution?.['preApprovalInputGuardrails'] ?? execution?.['preApprovalToolInputGuardrails']
  check('toolExecution.preApprovalInputGuardrails', preApproval, 'boolean')
  for (const key of ['asyncToolCalls', 'tracingDisabled', 'historyStoreAudio'] as const) check(key, run[key], 'boolean')
  for (const key of ['approvalTimeoutMs', 'maxTraceEvents'] as const) check(key, run[key], 'number')
  check('guardrailsSettings.debounceTextLength', run.guardrailsSettings?.debounceTextLength, 'number')
  check('guardrailsSettings.holdBack', run.guardrailsSettings?.holdBack, 'boolean')
  if (run.outputGuardrails !== undefined && !Array.isArray(run.outputGuardrails)) fail('outputGuardrails', 'a list')
  return execution
    ? { ...run, toolExecution: { preApprovalInputGuardrails: (preApproval as boolean | undefined) ?? false } }
    : run
}

const reconnectDefaults = { giveUpAfterMs: 60_000, baseDelayMs: 500, maxDelayMs: 10_000, rollover: true }

export function reconnectOptions(
  option: boolean | Partial<Omit<ReconnectOptions, 'jitterSeed'>> | undefined,
  jitterSeed: number,
): ReconnectOptions | null {
  if (option === false) return null
  const given = isObject(option) ? option : {}
  for (const key of ['giveUpAfterMs', 'baseDelayMs', 'maxDelayMs'] as const)
    check(`modelConfig.reconnect.${key}`, given[key], 'number')
  return { ...reconnectDefaults, ...given, jitterSeed }
}

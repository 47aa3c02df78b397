import { usageAtRest } from './restingFold.ts'
import type { WireUsage } from '../protocol/index.ts'
import type { Metrics, PriceTable, TurnTiming, Usage } from './snapshot.ts'
import { defineSlice, type Slice } from './slice.ts'

export interface UsageKeys {
  readonly usage: Usage
  readonly metrics: Metrics
}

const turnLimit = 50

/** Slice: tokens and cost, and how long the user waited for the first sound of each answer. */
export const usage: Slice<'usage' | 'metrics'> = defineSlice(['usage', 'metrics'], {
  ...usageAtRest,
  // What was measured belongs to the connection before, which may have been of another kind.
  'transport.opened': ({ metrics: { rttMs: _before, ...metrics } }) => ({ metrics }),
  // What is said into a track while there is none reaches nobody; frames are kept and sent afterwards.
  'connection.readied': ({ link, microphone, muted }, { since }, step) =>
    since !== null && link.audio === 'track' && microphone.status === 'live' && !muted
      ? step.raise({ type: 'audio.dropped', ms: step.at - since })
      : undefined,
  'network.measured': ({ metrics }, { rttMs }) =>
    metrics.rttMs === rttMs ? undefined : { metrics: { ...metrics, rttMs } },
  'response.created': (state, event) => {
    if (event.response.conversation_id === null) return
    // An answer to a tool or a text has no speech before it: the end of an earlier turn must not be taken for its own.
    const spoken =
      state.turn.speechEndAt !== null && !state.metrics.turns.some((t) => t.userSpeechEndAt === state.turn.speechEndAt)
    const timing: TurnTiming = {
      responseId: event.response.id,
      ...(spoken ? { userSpeechEndAt: state.turn.speechEndAt!, turnEndAt: state.turn.turnEndAt! } : {}),
    }
    return { metrics: { ...state.metrics, turns: [...state.metrics.turns, timing].slice(-turnLimit) } }
  },
  'response.output_audio.delta': (state, event, step) =>
    timed(state.metrics, event.response_id, 'firstDeltaAt', step.at),
  'response.output_audio_transcript.delta': (state, event, step) =>
    timed(state.metrics, event.response_id, 'firstDeltaAt', step.at),
  'playback.started': (state, event, step) => {
    const part = state.playback.parts.find((other) => other.itemId === event.itemId)
    return part && timed(state.metrics, part.responseId, 'firstSampleAt', step.at)
  },
  'output_audio_buffer.started': (state, event, step) =>
    timed(state.metrics, event.response_id, 'firstSampleAt', step.at),
  'playback.underran': (state) => ({ metrics: { ...state.metrics, underruns: state.metrics.underruns + 1 } }),

  'response.done': (state, event, step) => {
    const wire = event.response.usage
    if (!wire) return
    const response = fromWire(wire, priceOf(state.options.prices, state.settings.model))
    const total = add(state.usage, response)
    step.emit({ type: 'usage_updated', response, total })
    return { usage: total }
  },
})

function timed(
  metrics: Metrics,
  responseId: string,
  field: 'firstDeltaAt' | 'firstSampleAt',
  at: number,
): { metrics: Metrics } | undefined {
  const index = metrics.turns.findLastIndex((turn) => turn.responseId === responseId)
  const turn = metrics.turns[index]
  if (!turn || turn[field] !== undefined) return
  const next: TurnTiming = { ...turn, [field]: at }
  if (field === 'firstSampleAt' && turn.userSpeechEndAt !== undefined) next.toFirstAudioMs = at - turn.userSpeechEndAt
  const turns = metrics.turns.slice()
  turns[index] = next
  return { metrics: { ...metrics, turns } }
}

function priceOf(prices: PriceTable | null, model: string | null): PriceTable[string] | undefined {
  return model === null ? undefined : prices?.[model]
}

function fromWire(wire: WireUsage, price: PriceTable[string] | undefined): Usage {
  const input = wire.input_token_details
  const output = wire.output_token_details
  const inputTokens = count(wire.input_tokens)
  const outputTokens = count(wire.output_tokens)
  const usage: Usage = {
    requests: 1,
    inputTokens,
    outputTokens,
    totalTokens: count(wire.total_tokens, inputTokens + outputTokens),
    inputDetails: {
      text: count(input?.text_tokens),
      audio: count(input?.audio_tokens),
      image: count(input?.image_tokens),
      cached: count(input?.cached_tokens),
    },
    outputDetails: { text: count(output?.text_tokens), audio: count(output?.audio_tokens), image: 0, cached: 0 },
  }
  if (!price) return usage
  const cached = input?.cached_tokens_details
  const freshText =
    usage.inputDetails.text + usage.inputDetails.image - count(cached?.text_tokens, usage.inputDetails.cached)
  const freshAudio = usage.inputDetails.audio - count(cached?.audio_tokens)
  const cost =
    (Math.max(0, freshText) * price.inputText +
      Math.max(0, freshAudio) * price.inputAudio +
      usage.inputDetails.cached * price.cached +
      usage.outputDetails.text * price.outputText +
      usage.outputDetails.audio * price.outputAudio) /
    1_000_000
  return { ...usage, cost }
}

/** Sums are made of it: what is no number, as some servers send it, counts as not said. */
function count(said: unknown, otherwise = 0): number {
  return typeof said === 'number' && Number.isFinite(said) ? said : otherwise
}

/** Number by number; one that only one of them has counts as it is. */
function add<T extends object>(a: T, b: T): T {
  const joined = { ...a, ...b } as Record<string, unknown>
  for (const [key, had] of Object.entries(a)) {
    const now = b[key as keyof T]
    joined[key] = typeof had === 'number' ? had + ((now as number | undefined) ?? 0) : add(had as object, now as object)
  }
  return joined as T
}

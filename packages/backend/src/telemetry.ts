import { metrics, SpanKind, SpanStatusCode, trace, type Meter, type MeterProvider, type Span } from '@opentelemetry/api'

import { Refusal, type RefusalCode } from './refusal.ts'

export const INSTRUMENTATION = '@parley/backend'

/**
 * What the package reports through the OpenTelemetry API. Without an SDK registered by the app every call does nothing.
 * No attribute holds a user, an address or anything said.
 */
interface Telemetry {
  /** Runs `work` inside a span; an exception marks the span as failed by its code or class, never by its message. */
  span<T>(name: string, work: (span: Span) => Promise<T>, kind?: SpanKind): Promise<T>
  issued(route: string): void
  refused(route: string, code: RefusalCode): void
  /** `status` 0: no answer came. */
  upstreamAnswered(path: string, status: number, ms: number): void
  sidebandTurn(agent: string): void
  sidebandTool(tool: string, outcome: string): void
  sidebandTokens(direction: 'input' | 'output', tokens: number): void
}

export const telemetry: Telemetry = {
  span: (name, work, kind = SpanKind.INTERNAL) =>
    trace.getTracer(INSTRUMENTATION).startActiveSpan(name, { kind }, async (span) => {
      try {
        return await work(span)
      } catch (error) {
        span.setStatus({ code: SpanStatusCode.ERROR })
        span.setAttribute('error.type', typeOf(error))
        throw error
      } finally {
        span.end()
      }
    }),
  issued: (route) => instruments().issued.add(1, { 'parley.route': route }),
  refused: (route, code) => instruments().refused.add(1, { 'parley.route': route, 'error.type': code }),
  upstreamAnswered: (path, status, ms) =>
    instruments().upstream.record(ms / 1000, {
      'url.template': path,
      ...(status === 0 ? { 'error.type': 'no_answer' } : { 'http.response.status_code': status }),
    }),
  sidebandTurn: (agent) => instruments().turns.add(1, { 'gen_ai.agent.name': agent }),
  sidebandTool: (tool, outcome) => instruments().tools.add(1, { 'gen_ai.tool.name': tool, 'parley.outcome': outcome }),
  sidebandTokens: (direction, tokens) => instruments().tokens.add(tokens, { 'gen_ai.token.type': direction }),
}

function typeOf(error: unknown): string {
  if (error instanceof Refusal) return error.code
  return error instanceof Error ? error.name : typeof error
}

/** The metrics API has no proxy: an instrument made before the SDK is registered stays silent, so they are made per provider. */
const perProvider = new WeakMap<MeterProvider, Instruments>()
type Instruments = ReturnType<typeof createInstruments>

function instruments(): Instruments {
  const provider = metrics.getMeterProvider()
  let made = perProvider.get(provider)
  if (!made) perProvider.set(provider, (made = createInstruments(provider.getMeter(INSTRUMENTATION))))
  return made
}

function createInstruments(meter: Meter) {
  const counter = (name: string, description: string) => meter.createCounter(name, { description })
  return {
    issued: counter('parley.issued', 'Client secrets issued and calls opened, by route'),
    refused: counter('parley.refused', 'Requests refused, by route and reason'),
    upstream: meter.createHistogram('parley.upstream.duration', {
      description: 'Time the realtime service took to answer one attempt',
      unit: 's',
    }),
    turns: counter('parley.sideband.turns', 'Responses finished in calls that a sideband controls'),
    tools: counter('parley.sideband.tools', 'Tool calls run on the server, by outcome'),
    tokens: meter.createCounter('parley.sideband.tokens', {
      description: 'Tokens used, by direction',
      unit: '{token}',
    }),
  }
}

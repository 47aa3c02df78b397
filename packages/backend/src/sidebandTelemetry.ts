import { SpanStatusCode, trace, type Span } from '@opentelemetry/api'
import type { RealtimeSession } from '@parley/core'

import { INSTRUMENTATION, telemetry } from './telemetry.ts'

/** A span for each response and each tool call of the session, and what they used. Returns what ends the open ones. */
export function observeSession<C>(session: RealtimeSession<C>): () => void {
  const tracer = trace.getTracer(INSTRUMENTATION)
  const open = new Map<string, Span>()
  const start = (id: string, name: string, attributes: Record<string, string>): void => {
    open.set(id, tracer.startSpan(name, { attributes }))
  }
  const end = (id: string, failure?: string): void => {
    const span = open.get(id)
    if (failure !== undefined) span?.setStatus({ code: SpanStatusCode.ERROR }).setAttribute('error.type', failure)
    span?.end()
    open.delete(id)
  }

  const stops = [
    session.on('agent_start', ({ agent, responseId }) =>
      start(responseId, 'parley.sideband.turn', { 'gen_ai.agent.name': agent.name }),
    ),
    session.on('agent_end', ({ agent, responseId }) => {
      end(responseId)
      telemetry.sidebandTurn(agent.name)
    }),
    session.on('tool_start', ({ tool, callId }) =>
      start(callId, 'parley.sideband.tool', { 'gen_ai.tool.name': tool.name }),
    ),
    session.on('tool_end', ({ tool, callId, outcome }) => {
      end(callId, outcome === 'done' ? undefined : outcome)
      telemetry.sidebandTool(tool.name, outcome)
    }),
    session.on('usage_updated', ({ response }) => {
      telemetry.sidebandTokens('input', response.inputTokens)
      telemetry.sidebandTokens('output', response.outputTokens)
    }),
  ]
  return () => {
    for (const stop of stops) stop()
    for (const id of open.keys()) end(id, 'call_ended')
  }
}

import { metrics, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api'
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics'
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace'
import { RealtimeAgent, tool } from '@parley/core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'

import { startCallServer } from '../test/callServer.ts'
import { STANDARD_KEY } from '../test/keys.ts'
import { watch } from '../test/leakWatch.ts'
import { fail, mint, startRealtimeUpstream } from '../test/realtimeUpstream.ts'
import { createTestLog, post, sdpOffer } from '../test/requests.ts'
import { createCallHandler } from './callHandler.ts'
import { createClientSecretHandler } from './clientSecretHandler.ts'
import type { Sideband } from './sideband.ts'

const spans = new InMemorySpanExporter()
const measured = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE)
const meters = new MeterProvider({ readers: [new PeriodicExportingMetricReader({ exporter: measured })] })

beforeAll(async () => {
  // Made before the SDK is there, as when an app imports its routes first.
  await mintWith(200)
  trace.setGlobalTracerProvider(new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter: spans })] }))
  metrics.setGlobalMeterProvider(meters)
})
afterAll(() => {
  trace.disable()
  metrics.disable()
  return meters.shutdown()
})

/** The data points of every metric, by its name. */
async function collect(): Promise<Record<string, readonly { value: unknown; attributes: object }[]>> {
  await meters.forceFlush()
  const all =
    measured
      .getMetrics()
      .at(-1)
      ?.scopeMetrics.flatMap((scope) => scope.metrics) ?? []
  return Object.fromEntries(all.map((metric) => [metric.descriptor.name, metric.dataPoints]))
}

async function mintWith(status: 200 | 401): Promise<void> {
  await using upstream = await startRealtimeUpstream()
  upstream.script(status === 200 ? mint : fail(status, { message: `no: ${STANDARD_KEY}` }))
  const handler = createClientSecretHandler({
    apiKey: STANDARD_KEY,
    session: { type: 'realtime' },
    authorize: () => ({ userId: 'ada@example.com' }),
    baseUrl: upstream.baseUrl,
    log: createTestLog().log,
  })
  await handler(post())
}

test('an issued secret and a refusal show in spans and metrics, and nobody is named', async () => {
  await mintWith(200)
  await mintWith(401)
  const finished = spans.getFinishedSpans()
  expect(
    finished.map(({ name, kind, status, attributes }) => ({ name, kind, status: status.code, attributes })),
  ).toEqual([
    {
      name: 'POST /realtime/client_secrets',
      kind: SpanKind.CLIENT,
      status: SpanStatusCode.UNSET,
      attributes: { 'http.response.status_code': 200 },
    },
    { name: 'parley.client_secret', kind: SpanKind.INTERNAL, status: SpanStatusCode.UNSET, attributes: {} },
    {
      name: 'POST /realtime/client_secrets',
      kind: SpanKind.CLIENT,
      status: SpanStatusCode.ERROR,
      attributes: { 'error.type': 'upstream_refused' },
    },
    {
      name: 'parley.client_secret',
      kind: SpanKind.INTERNAL,
      status: SpanStatusCode.ERROR,
      attributes: { 'error.type': 'upstream_refused' },
    },
  ])

  const named = await collect()
  expect(named['parley.issued']).toMatchObject([{ value: 1, attributes: { 'parley.route': 'client_secret' } }])
  expect(named['parley.refused']).toMatchObject([
    { value: 1, attributes: { 'parley.route': 'client_secret', 'error.type': 'upstream_refused' } },
  ])
  expect(named['parley.upstream.duration']).toMatchObject([
    {
      attributes: { 'url.template': '/realtime/client_secrets', 'http.response.status_code': 200 },
      value: { count: 1 },
    },
    { attributes: { 'http.response.status_code': 401 }, value: { count: 1 } },
  ])

  const reported = JSON.stringify([finished.map(({ name, attributes, events }) => [name, attributes, events]), named])
  watch('line', reported)
  expect(reported).not.toContain('ada')
})

test('a call that the server follows shows its turns, tools and tokens', async () => {
  const greet = tool({ name: 'greet', description: 'Greets.', parameters: z.object({}), execute: () => 'hello' })
  await using server = await startCallServer(
    {
      async *respond({ items }) {
        if (items.at(-1)?.type === 'function_call_output') yield { type: 'text', text: 'Done.' }
        else yield { type: 'call', name: 'greet', arguments: '{}' }
      },
    },
    STANDARD_KEY,
  )
  const attached = Promise.withResolvers<Sideband>()
  const handler = createCallHandler({
    apiKey: STANDARD_KEY,
    baseUrl: server.baseUrl,
    agent: new RealtimeAgent({ name: 'Greeter', tools: [greet] }),
    sideband: { onAttached: (sideband) => attached.resolve(sideband) },
    log: createTestLog().log,
  })
  const opened = await handler(sdpOffer('one'))
  const page = await server.calls.get('one')!.pageConnects(opened.headers.get('location')?.split('/').at(-1) ?? '')
  const sideband = await attached.promise
  const turns: string[] = []
  sideband.session.on('agent_end', ({ output }) => void turns.push(output))
  page.send({ type: 'response.create' })
  await expect.poll(() => turns.at(-1)).toBe('Done.')
  await sideband.hangUp()

  const names = spans.getFinishedSpans().map(({ name }) => name)
  expect(names).toContain('parley.sideband.turn')
  expect(names).toContain('parley.sideband.tool')
  expect(names).toContain('POST /realtime/calls/{call_id}/hangup')
  const named = await collect()
  expect(named['parley.issued']).toContainEqual(
    expect.objectContaining({ attributes: { 'parley.route': 'call' }, value: 1 }),
  )
  expect(named['parley.sideband.tools']).toMatchObject([
    { value: 1, attributes: { 'gen_ai.tool.name': 'greet', 'parley.outcome': 'done' } },
  ])
  expect(named['parley.sideband.turns']).toMatchObject([{ attributes: { 'gen_ai.agent.name': 'Greeter' } }])
  expect(named['parley.sideband.tokens']).toMatchObject([
    { attributes: { 'gen_ai.token.type': 'input' } },
    { attributes: { 'gen_ai.token.type': 'output' } },
  ])
})

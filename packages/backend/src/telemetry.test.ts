import { metrics, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api'
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics'
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace'
import { afterAll, beforeAll, expect, test } from 'vitest'

import { STANDARD_KEY } from '../test/keys.ts'
import { watch } from '../test/leakWatch.ts'
import { fail, mint, startRealtimeUpstream } from '../test/realtimeUpstream.ts'
import { createTestLog, post } from '../test/requests.ts'
import { createClientSecretHandler } from './clientSecretHandler.ts'

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

  await meters.forceFlush()
  const all = measured.getMetrics().flatMap((each) => each.scopeMetrics.flatMap((scope) => scope.metrics))
  const named = Object.fromEntries(all.map((metric) => [metric.descriptor.name, metric.dataPoints]))
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
  watch('lines', reported)
  expect(reported).not.toContain('ada')
})

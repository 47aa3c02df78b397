import {
  getSessionConfig,
  handoff,
  isRealtimeError,
  RealtimeAgent,
  RealtimeRunner,
  replayTrace,
  tool,
} from '@parley/core'
import { createRandom, type Random } from './random.ts'

const keys = [
  'name',
  'instructions',
  'tools',
  'handoffs',
  'voice',
  'audio',
  'input',
  'output',
  'format',
  'type',
  'rate',
  'modalities',
  'turnDetection',
  'turn_detection',
  'threshold',
  'transcription',
  'model',
  'speed',
  'prices',
  'maxTraceEvents',
  'url',
  'transport',
  'reconnect',
  'giveUpAfterMs',
  'apiKey',
  'clientSecret',
  'headers',
  'parameters',
  'execute',
  'description',
  'toolName',
  'guardrailsSettings',
  'debounceTextLength',
  '__proto__',
  'constructor',
]

/** Options that are nearly right: names that exist, with anything in them. */
function options(random: Random, depth = 3): Record<string, unknown> {
  const made = JSON.parse(
    `{${Array.from({ length: random.int(5) }, () => `${JSON.stringify(random.pick(keys))}:0`).join(',')}}`,
  ) as Record<string, unknown>
  for (const key of Object.keys(made)) {
    const value = random.pick([
      () => random.json(),
      () => (depth > 0 ? options(random, depth - 1) : null),
      () => () => random.json(),
      () => new RealtimeAgent({ name: 'Inner' }),
      () => [depth > 0 ? options(random, depth - 1) : 0],
    ])()
    Object.defineProperty(made, key, { value, enumerable: true, configurable: true, writable: true })
  }
  return made
}

/** Whatever is given as options, what is thrown says so as a `RealtimeError`, and nothing outside is changed. */
export async function fuzzOptions(seed: number, count: number): Promise<string[]> {
  const problems: string[] = []
  const random = createRandom(seed)
  const attempts: [string, (given: never) => unknown][] = [
    ['new RealtimeAgent', (given) => new RealtimeAgent(given)],
    ['tool', (given) => tool(given)],
    ['handoff', (given) => handoff(new RealtimeAgent({ name: 'B' }), given)],
    [
      'new RealtimeRunner',
      (given) => new RealtimeRunner({ startingAgent: new RealtimeAgent({ name: 'A' }), config: given }),
    ],
    ['run', (given) => runner.run({ modelConfig: given })],
    [
      'getSessionConfig',
      (given) => getSessionConfig(new RealtimeAgent({ name: 'A' }), { config: { modelSettings: given } }),
    ],
    ['replayTrace', (given) => replayTrace(given)],
    [
      'replayTrace events',
      (given) => replayTrace({ version: 1, dropped: 0, events: [given, { at: 1, event: given }] } as never),
    ],
  ]
  const runner = new RealtimeRunner({ startingAgent: new RealtimeAgent({ name: 'A' }) })
  for (let i = 0; i < count; i++) {
    const [name, attempt] = random.pick(attempts)
    const given = random.chance(0.1) ? random.json() : options(random)
    try {
      await attempt(given as never)
    } catch (error) {
      if (!isRealtimeError(error)) problems.push(`${name}(${show(given)}) threw ${String(error)}`)
    }
    if ('polluted' in {} || Object.keys(Object.prototype).length > 0) problems.push(`${name} changed Object.prototype`)
  }
  return problems
}

const show = (value: unknown): string =>
  (JSON.stringify(value, (_key, inner: unknown) => (typeof inner === 'function' ? 'ƒ' : inner)) ?? String(value)).slice(
    0,
    300,
  )

import { describe, expect, test } from 'vitest'
import { RealtimeAgent } from './realtimeAgent.ts'
import { handoff } from './handoff.ts'
import { outputGuardrail } from './guardrail.ts'
import type { StandardSchema } from './schema.ts'
import { hostedMcpTool, tool } from './tool.ts'

/** A schema library that can validate but not describe, as zod/mini is. */
const mute: StandardSchema<{ city: string }> = {
  '~standard': { version: 1, vendor: 'mini', validate: (value) => ({ value: value as { city: string } }) },
}
const base = { name: 'weather', description: '', parameters: { type: 'object' as const }, execute: () => '' }

describe('a misused option is a ConfigError with its path, at once', () => {
  test.each([
    ['name', () => tool({ ...base, name: 'has a space' })],
    ['description', () => tool({ ...base, description: undefined as never })],
    ['execute', () => tool({ ...base, execute: 'no' as never })],
    ['timeoutMs', () => tool({ ...base, timeoutMs: 0 })],
    ['parameters', () => tool({ ...base, parameters: { type: 'string' } as never })],
    ['jsonSchema', () => tool({ ...base, parameters: mute })],
    ['serverLabel', () => hostedMcpTool({ serverLabel: '' })],
    ['agent', () => handoff({} as never)],
    ['onHandoff', () => handoff(new RealtimeAgent({ name: 'B' }), { inputSchema: mute } as never)],
    ['name', () => new RealtimeAgent({ name: ' ' })],
    ['instructions', () => new RealtimeAgent({ name: 'A', instructions: 7 as never })],
    ['tools', () => new RealtimeAgent({ name: 'A', tools: {} as never })],
    ['tools[1]', () => new RealtimeAgent({ name: 'A', tools: [tool(base), { ...base, type: 'function' } as never] })],
    ['tools[0]', () => new RealtimeAgent({ name: 'A', tools: [undefined as never] })],
    ['tools[0]', () => new RealtimeAgent({ name: 'A', tools: [new RealtimeAgent({ name: 'B' }) as never] })],
    ['handoffs[0]', () => new RealtimeAgent({ name: 'A', handoffs: ['B' as never] })],
    ['outputGuardrails[0]', () => new RealtimeAgent({ name: 'A', outputGuardrails: [() => ({})] as never })],
    ['name', () => outputGuardrail({ name: '', check: () => ({ tripped: false }) })],
  ])('%s', (path, make) => {
    expect(make).toThrow(expect.objectContaining({ name: 'ConfigError', code: 'invalid_option', path }))
  })
})

test('a schema that cannot describe itself is described by jsonSchema', () => {
  const jsonSchema = { type: 'object', properties: { city: { type: 'string' } } } as const
  expect(tool({ ...base, parameters: mute, jsonSchema }).parameters).toBe(jsonSchema)
})

test('a clone keeps what is not replaced, the voice and the kind included', () => {
  const agent = new RealtimeAgent({ name: 'A', voice: 'sage', instructions: 'Be brief.' })
  const clone = agent.clone({ name: 'B' })
  expect(clone).toBeInstanceOf(RealtimeAgent)
  expect(clone.options).toEqual({ name: 'B', voice: 'sage', instructions: 'Be brief.' })
  expect(agent.name).toBe('A')
})

import { describe, expectTypeOf, test } from 'vitest'
import { z } from 'zod'
import { outputGuardrail } from './guardrail.ts'
import { RealtimeAgent } from './realtimeAgent.ts'
import { tool, type ToolContext } from './tool.ts'

interface Account {
  plan: 'free' | 'paid'
}

describe('an agent with a context', () => {
  test('takes tools and guardrails that ask for none, and those that ask for its own', () => {
    const plain = tool({
      name: 'now',
      description: '',
      parameters: z.object({ zone: z.string() }),
      execute: ({ zone }) => zone.length,
    })
    const own = tool({
      name: 'plan',
      description: '',
      parameters: z.object({}),
      execute: (_args, call: ToolContext<Account>) => call.context.plan,
    })
    const polite = outputGuardrail({ name: 'polite', check: (text) => ({ tripped: text === '' }) })
    const agent = new RealtimeAgent<Account>({ name: 'A', tools: [plain, own], outputGuardrails: [polite] })
    expectTypeOf(agent).toEqualTypeOf<RealtimeAgent<Account>>()
  })
  test('arguments have the type of the schema', () => {
    const typed = tool({
      name: 'x',
      description: '',
      parameters: z.object({ city: z.string(), days: z.number().default(3) }),
      execute(args) {
        expectTypeOf(args).toEqualTypeOf<{ city: string; days: number }>()
        return args.city
      },
    })
    expectTypeOf(typed.name).toEqualTypeOf<string>()
  })
})

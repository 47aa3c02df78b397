import { RealtimeAgent, RealtimeRunner } from '@parley/core'
import { createMemoryServer } from '@parley/local-server/memory'
import { expect, test } from 'vitest'

test('a caller is greeted, and understood', async () => {
  const server = createMemoryServer({
    script: {
      rules: [
        { says: 'order {number}', do: ['Order {number} is on its way.'] },
        { otherwise: true, do: ['Which order is it?'] },
      ],
    },
  })
  const runner = new RealtimeRunner({ startingAgent: new RealtimeAgent({ name: 'Support' }) })
  const session = await runner.run({ modelConfig: { apiKey: 'local', createWebSocket: server.createWebSocket } })
  await session.connect()
  const answers: string[] = []
  session.on('agent_end', ({ output }) => answers.push(output))

  session.sendMessage('Hello')
  await session.until(() => answers.length === 1)
  session.sendMessage('I mean order 7')
  await session.until(() => answers.length === 2)
  await session.close()

  expect(answers).toEqual(['Which order is it?', 'Order 7 is on its way.'])
})

import { RealtimeRunner } from '@parley/core'
import { createMemoryServer } from '@parley/local-server/memory'
import { expect, test } from 'vitest'
import { agent } from './agent.ts'

test('the assistant looks up the weather', async () => {
  const server = createMemoryServer()
  const runner = new RealtimeRunner({ startingAgent: agent })
  const session = await runner.run({ modelConfig: { apiKey: 'local', createWebSocket: server.createWebSocket } })
  await session.connect()
  session.sendMessage('What is the weather like in Paris?')

  const events: string[] = []
  for await (const event of session) {
    if (event.type === 'tool_start') events.push(`${event.tool.name} ${event.arguments}`)
    if (event.type === 'agent_end' && event.output !== '') events.push(event.output)
    if (event.type === 'audio_end') break
  }
  await session.close()

  expect(events[0]).toBe('get_weather {"city":"Paris"}')
})

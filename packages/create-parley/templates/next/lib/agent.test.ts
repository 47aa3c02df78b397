import { RealtimeRunner } from '@parley/core'
import { startLocalServer, type LocalServer } from '@parley/local-server'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { agent } from './agent.ts'

let server: LocalServer
beforeAll(async () => {
  server = await startLocalServer({ port: 0 })
})
afterAll(() => server.close())

test('Ada looks at the clock when she is asked for the time in a city', async () => {
  const runner = new RealtimeRunner({ startingAgent: agent })
  const session = await runner.run({ modelConfig: { url: server.url, apiKey: 'local' } })
  await session.connect()
  session.sendMessage('What time is it in Tokyo?')

  let called = ''
  let said = ''
  for await (const event of session) {
    if (event.type === 'tool_start') called = `${event.tool.name} ${event.arguments}`
    if (event.type === 'agent_end') said = event.output
    if (said !== '') break
  }
  await session.close()

  expect(called).toBe('get_time {"city":"Tokyo"}')
  expect(said).toMatch(/^It is \d\d:\d\d in Tokyo\.$/)
}, 30_000)

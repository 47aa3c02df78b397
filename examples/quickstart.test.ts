import { startLocalServer, type LocalServer } from '@parley/local-server'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { config, converse } from './quickstart.ts'
import { config as snakeCaseConfig } from './quickstartSnakeCase.ts'

let server: LocalServer
beforeAll(async () => {
  server = await startLocalServer({ port: 0 })
  vi.stubEnv('OPENAI_BASE_URL', server.url)
  vi.stubEnv('OPENAI_API_KEY', 'offline')
})
afterAll(async () => {
  vi.unstubAllEnvs()
  await server.close()
})

describe('the quickstart', () => {
  test.each([
    ['camelCase', config],
    ['snake_case', snakeCaseConfig],
  ])('holds a conversation with a tool call, configured in %s', async (_, runConfig) => {
    const lines: string[] = []
    await converse(runConfig, (line: string) => void lines.push(line))
    expect(lines).toEqual([
      'Session started',
      'Agent started: Assistant',
      'Agent ended: ',
      'Tool started: get_weather {"city":"Paris"}',
      'Tool ended: It is sunny and 21 degrees in Paris.',
      'Agent started: Assistant',
      'Audio ended',
      'Agent ended: It is sunny and 21 degrees in Paris.',
      'Session ended',
    ])
  })
})

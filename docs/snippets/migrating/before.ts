import { RealtimeAgent, RealtimeSession, tool } from '@openai/agents-realtime'
import { z } from 'zod'

const getWeather = tool({
  name: 'get_weather',
  description: 'The weather in a city.',
  parameters: z.object({ city: z.string() }),
  execute: async ({ city }) => `It is sunny in ${city}.`,
})

const agent = new RealtimeAgent({ name: 'Assistant', instructions: 'Be brief.', tools: [getWeather] })
const session = new RealtimeSession(agent, {
  model: 'gpt-realtime-2.1',
  config: { audio: { input: { turnDetection: { type: 'semantic_vad' } } } },
})

session.on('history_updated', (history) => console.log(history.length))
session.on('agent_tool_start', (_context, _agent, tool) => console.log(tool.name))
session.on('error', ({ error }) => console.error(error))

export async function start(clientSecret: string): Promise<void> {
  await session.connect({ apiKey: clientSecret })
}

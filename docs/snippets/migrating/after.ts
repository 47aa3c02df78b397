import { RealtimeAgent, RealtimeRunner, tool } from '@parley/core'
import { z } from 'zod'

const getWeather = tool({
  name: 'get_weather',
  description: 'The weather in a city.',
  parameters: z.object({ city: z.string() }),
  execute: ({ city }) => `It is sunny in ${city}.`,
})

const agent = new RealtimeAgent({ name: 'Assistant', instructions: 'Be brief.', tools: [getWeather] })
const runner = new RealtimeRunner({
  startingAgent: agent,
  config: {
    modelSettings: {
      modelName: 'gpt-realtime-2.1',
      audio: { input: { turnDetection: { type: 'semantic_vad' } } },
    },
  },
})

export async function start(clientSecret: () => Promise<string>): Promise<void> {
  const session = await runner.run({ modelConfig: { clientSecret } })
  session.on('history_updated', ({ history }) => console.log(history.length))
  session.on('tool_start', ({ tool }) => console.log(tool.name))
  session.on('error', ({ error }) => console.error(error))
  await session.connect()
}

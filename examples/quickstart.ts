// The quickstart of the reference SDK as one TypeScript program. Run it beside `npm run server`, or with OPENAI_API_KEY and
// OPENAI_BASE_URL=https://api.openai.com/v1 against the service.
import { RealtimeAgent, RealtimeRunner, tool, type RunnerOptions } from '@parley/core'
import { z } from 'zod'

const getWeather = tool({
  name: 'get_weather',
  description: 'The weather in a city.',
  parameters: z.object({ city: z.string() }),
  execute: ({ city }) => `It is sunny and 21 degrees in ${city}.`,
})

const agent = new RealtimeAgent({
  name: 'Assistant',
  instructions: 'You are a helpful voice assistant. Keep responses brief and conversational.',
  tools: [getWeather],
})

export const config = {
  modelSettings: {
    modelName: 'gpt-realtime-2.1',
    audio: {
      input: {
        format: 'pcm16',
        transcription: { model: 'gpt-transcribe' },
        turnDetection: { type: 'semantic_vad', interruptResponse: true },
      },
      output: { format: 'pcm16', voice: 'ash' },
    },
  },
} satisfies RunnerOptions['config']

export async function converse(runConfig: RunnerOptions['config'] = config, log = console.log): Promise<void> {
  const runner = new RealtimeRunner({ startingAgent: agent, config: runConfig })
  const apiKey = process.env['OPENAI_API_KEY'] ?? 'offline'
  const url = process.env['OPENAI_BASE_URL'] ?? 'http://127.0.0.1:8790/v1'
  const session = await runner.run({ modelConfig: { apiKey, url } })
  await session.connect()
  log('Session started')
  session.sendMessage('What is the weather like in Paris?')
  for await (const event of session) {
    if (event.type === 'agent_start') log(`Agent started: ${event.agent.name}`)
    else if (event.type === 'agent_end') log(`Agent ended: ${event.output}`)
    else if (event.type === 'tool_start') log(`Tool started: ${event.tool.name} ${event.arguments}`)
    else if (event.type === 'tool_end') log(`Tool ended: ${event.output}`)
    else if (event.type === 'audio_end') log('Audio ended')
    else if (event.type === 'audio_interrupted') log('Audio interrupted')
    else if (event.type === 'error') log(`Error: ${event.error.message}`)
    else if (event.type === 'audio_drained') break // the answer was heard to its end
  }
  await session.close()
  log('Session ended')
}

if (import.meta.main) await converse()

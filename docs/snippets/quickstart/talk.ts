import { RealtimeRunner } from '@parley/core'
import { agent } from './agent.ts'

const runner = new RealtimeRunner({
  startingAgent: agent,
  config: {
    modelSettings: {
      modelName: 'gpt-realtime-2.1',
      voice: 'ash',
      audio: {
        input: {
          transcription: { model: 'gpt-transcribe' },
          turnDetection: { type: 'semantic_vad', interruptResponse: true },
        },
      },
    },
  },
})

const session = await runner.run({
  modelConfig: {
    apiKey: process.env['OPENAI_API_KEY'] ?? 'local',
    url: process.env['OPENAI_BASE_URL'] ?? 'http://127.0.0.1:8790/v1',
  },
})

await session.connect()
session.sendMessage('What is the weather like in Paris?')

for await (const event of session) {
  if (event.type === 'agent_start') console.log(`${event.agent.name} begins`)
  else if (event.type === 'tool_start') console.log(`Tool: ${event.tool.name} ${event.arguments}`)
  else if (event.type === 'tool_end') console.log(`Tool result: ${event.output}`)
  else if (event.type === 'agent_end' && event.output) console.log(`Assistant: ${event.output}`)
  else if (event.type === 'error') console.error(event.error.message)
  else if (event.type === 'audio_drained') break // the answer was played to its end
}
await session.close()

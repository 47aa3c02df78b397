import { RealtimeRunner } from '@parley/core'
import { agent } from './agent.ts'

const runner = new RealtimeRunner({
  startingAgent: agent,
  // On Azure the model is the name of your deployment.
  config: { modelSettings: { modelName: 'my-realtime-deployment' } },
})

export const session = await runner.run({
  modelConfig: {
    url: 'https://my-resource.openai.azure.com/openai/v1',
    headers: { 'api-key': process.env['AZURE_OPENAI_API_KEY'] ?? '' },
  },
})

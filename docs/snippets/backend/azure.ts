import { createClientSecretHandler } from '@parley/backend'

import { agent } from './agent.ts'

export const mint = createClientSecretHandler({
  baseUrl: 'https://my-resource.openai.azure.com/openai/v1',
  apiKey: () => process.env['AZURE_OPENAI_API_KEY'],
  agent,
  // On Azure the model is the name of your deployment.
  config: { modelSettings: { modelName: 'my-realtime-deployment' } },
})

import { RealtimeAgent, tool } from '@parley/core'
import { z } from 'zod'

const getWeather = tool({
  name: 'get_weather',
  description: 'The weather in a city.',
  parameters: z.object({ city: z.string() }),
  execute: ({ city }) => `It is sunny and 21 degrees in ${city}.`,
})

export const agent = new RealtimeAgent({
  name: 'Assistant',
  instructions: 'You are a helpful voice assistant. Keep responses brief and conversational.',
  tools: [getWeather],
})

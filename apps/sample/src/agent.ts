import { RealtimeAgent, tool } from '@parley/core'
import { z } from 'zod'
import { weatherIn } from './weather.ts'

// A page under a strict content policy: zod must not try to compile code.
z.config({ jitless: true })

const getWeather = tool({
  name: 'get_weather',
  description: 'The weather in a city, now and for the next hours.',
  parameters: z.object({ city: z.string().describe('The name of a city, such as Lisbon') }),
  execute: ({ city }) => weatherIn(city),
})

/** The page runs it; the server reads its instructions and tools when it makes a client secret. */
export const nora = new RealtimeAgent({
  name: 'Nora',
  instructions:
    'You are Nora, the weather guide of a travel site. Answer in one or two short sentences, as people speak. ' +
    'When someone asks about the weather of a place, call get_weather and say what to wear or to bring.',
  tools: [getWeather],
})

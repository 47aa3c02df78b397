import { RealtimeAgent, tool } from '@parley/core'
import { z } from 'zod'
import { localTime } from './localTime.ts'

// Under the content policy of server/main.ts nothing may compile code at run time; Zod would try.
z.config({ jitless: true })

const getTime = tool({
  name: 'get_time',
  description: 'What time it is now in a city.',
  parameters: z.object({ city: z.string().describe('The name of a city, such as Lisbon') }),
  execute: ({ city }) => localTime(city),
})

/** The page runs it; the server reads its instructions and tools when it makes a client secret. */
export const agent = new RealtimeAgent({
  name: 'Ada',
  instructions:
    'You are Ada, who knows the clocks of the world. Answer in one or two short sentences, as people speak. ' +
    'When someone asks for the time somewhere, call get_time.',
  tools: [getTime],
})

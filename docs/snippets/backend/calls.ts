import { createCallHandler } from '@parley/backend'
import { RealtimeAgent, tool } from '@parley/core'
import { z } from 'zod'

declare function refundOrder(order: string): Promise<string>

const refund = tool({
  name: 'refund',
  description: 'Refunds an order that was paid.',
  parameters: z.object({ order: z.string() }),
  execute: ({ order }) => refundOrder(order),
})

export const call = createCallHandler({
  apiKey: () => process.env['OPENAI_API_KEY'],
  agent: new RealtimeAgent({ name: 'Support', instructions: 'You help customers. Be brief.', tools: [refund] }),
  rateLimit: {
    concurrentCallsPerUser: 1,
    callMinutesPerUser: { limit: 30, windowSeconds: 86_400 },
  },
  sideband: {
    onAttached({ session, callId }) {
      session.on('tool_start', ({ tool }) => console.info(callId, 'runs', tool.name))
    },
  },
})

import { RealtimeAgent, tool } from '@parley/core'
import { z } from 'zod'

const orderStatus = tool({
  name: 'order_status',
  description: 'Where an order is.',
  parameters: z.object({ order: z.string() }),
  execute: ({ order }) => `Order ${order} left the warehouse this morning.`,
})

export const agent = new RealtimeAgent({
  name: 'Support',
  instructions: 'You help customers of a bookshop. Be brief.',
  tools: [orderStatus],
})

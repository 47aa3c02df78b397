import { handoff, RealtimeAgent } from '@parley/core'
import { z } from 'zod'

export const billing = new RealtimeAgent({
  name: 'Billing',
  handoffDescription: 'Answers questions on invoices and refunds.',
  instructions: 'You work in billing. Ask for the invoice number first.',
})

export const technical = new RealtimeAgent({
  name: 'Technical',
  handoffDescription: 'Helps when something does not work.',
  instructions: 'You solve technical problems, one step at a time.',
})

export const reception = new RealtimeAgent({
  name: 'Reception',
  instructions: 'Find out what the caller needs, then hand over.',
  handoffs: [
    billing,
    handoff(technical, {
      toolName: 'to_technical',
      inputSchema: z.object({ problem: z.string() }),
      onHandoff: (_run, { problem }) => console.info('problem:', problem),
    }),
  ],
})

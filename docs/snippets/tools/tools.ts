import { backgroundResult, tool } from '@parley/core'
import { z } from 'zod'

declare const warehouse: {
  stock(isbn: string, options: { signal: AbortSignal }): Promise<number>
  cancel(order: string): Promise<void>
}

// #region slow
export const checkStock = tool({
  name: 'check_stock',
  description: 'How many copies of a book are in stock.',
  parameters: z.object({ isbn: z.string().describe('13 digits') }),
  execute: async ({ isbn }, { signal }) => ({ copies: await warehouse.stock(isbn, { signal }) }),
  timeoutMs: 5000,
  abortOnInterrupt: true,
})
// #endregion

// #region approval
export const cancelOrder = tool({
  name: 'cancel_order',
  description: 'Cancels an order of the caller.',
  parameters: z.object({ order: z.string(), value: z.number() }),
  // A function gets the arguments; `true` always asks.
  needsApproval: ({ value }) => value > 50,
  async execute({ order }) {
    await warehouse.cancel(order)
    return `Order ${order} is cancelled.`
  },
})
// #endregion

// #region background
export const noteTopic = tool({
  name: 'note_topic',
  description: 'Call this whenever the subject of the conversation changes.',
  parameters: z.object({ topic: z.string() }),
  execute({ topic }) {
    console.info('topic:', topic)
    return backgroundResult('noted')
  },
})
// #endregion

// #region plain
export const openingHours = tool({
  name: 'opening_hours',
  description: 'When the shop is open on a day.',
  parameters: {
    type: 'object',
    properties: { day: { type: 'string', enum: ['weekday', 'saturday', 'sunday'] } },
    required: ['day'],
    additionalProperties: false,
  },
  // Without a schema library nothing checks the arguments.
  execute: ({ day }) => (day === 'sunday' ? 'closed' : '9 to 18'),
})
// #endregion

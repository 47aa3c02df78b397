import { RealtimeAgent } from '@parley/core'

// Two agents that know each other: the list is filled once both are there.
const afterBilling: RealtimeAgent[] = []

export const billing = new RealtimeAgent({ name: 'Billing', handoffs: afterBilling })
export const reception = new RealtimeAgent({ name: 'Reception', handoffs: [billing] })

afterBilling.push(reception)

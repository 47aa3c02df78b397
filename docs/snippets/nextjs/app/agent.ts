import { RealtimeAgent } from '@parley/core'

export const agent = new RealtimeAgent({
  name: 'Ada',
  instructions: 'You are a helpful voice assistant. Be brief.',
})

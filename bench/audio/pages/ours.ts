import { RealtimeAgent, RealtimeRunner } from '@parley/core'
import { offer } from './instruments.ts'

// `?main` leaves the engine in the page's own thread, as where workers cannot be had.
const main = new URLSearchParams(location.search).has('main')

offer(async (url) => {
  const runner = new RealtimeRunner({ startingAgent: new RealtimeAgent({ name: 'Bench', instructions: 'Speak.' }) })
  const session = await runner.run({
    modelConfig: { url: `${url}/v1`, clientSecret: 'ek_bench', transport: 'websocket' },
    media: main ? { workerUrl: '/no-worker.js' } : {},
  })
  session.on('error', ({ error }) => console.error(error.message))
  await session.connect()
})

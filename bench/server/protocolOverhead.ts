import { once } from 'node:events'
import { WebSocket } from 'ws'
import { median, percentile } from './figures.ts'

const requests: Readonly<Record<string, { send: (i: number) => object; answer: string }>> = {
  'input_audio_buffer.clear': {
    send: () => ({ type: 'input_audio_buffer.clear' }),
    answer: 'input_audio_buffer.cleared',
  },
  'session.update': {
    send: (i) => ({ type: 'session.update', session: { type: 'realtime', instructions: `Be brief, ${i} times.` } }),
    answer: 'session.updated',
  },
  'conversation.item.create': {
    send: (i) => ({
      type: 'conversation.item.create',
      item: { type: 'message', role: 'user', content: [{ type: 'input_text', text: `Message ${i}` }] },
    }),
    answer: 'conversation.item.done',
  },
}

/** From a client event to its answer, one after the other, both ways over the loopback socket: an upper bound of the server's part. */
export async function measureProtocol(
  url: string,
  times: number,
): Promise<{ event: string; p50Ms: number; p99Ms: number }[]> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/v1/realtime?model=gpt-realtime`)
  const waiting: { answer: string; resolve: () => void }[] = []
  socket.on('message', (data: Buffer) => {
    const { type } = JSON.parse(data.toString()) as { type: string }
    if (type === waiting[0]?.answer) waiting.shift()?.resolve()
  })
  await once(socket, 'open')
  const rows: { event: string; p50Ms: number; p99Ms: number }[] = []
  for (const [event, { send, answer }] of Object.entries(requests)) {
    const took: number[] = []
    for (let i = 0; i < times; i++) {
      const startMs = performance.now()
      await new Promise<void>((resolve) => {
        waiting.push({ answer, resolve })
        socket.send(JSON.stringify(send(i)))
      })
      took.push(performance.now() - startMs)
    }
    rows.push({ event, p50Ms: median(took), p99Ms: percentile(took, 0.99) })
  }
  socket.close()
  return rows
}

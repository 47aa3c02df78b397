import { inject } from 'vitest'
import type { ClientEvent } from '../protocol/index.ts'
import type { SocketNews, SocketOrder } from './controlledSockets.setup.ts'
import { until, type ContractPeer } from './transport.contract.ts'

/** A real server beyond the page, whose ends of the connections are handed to the test. */
export interface ControlledServer {
  url: string
  /** Connections that ask for this model come here. */
  model: string
  nextPeer: () => Promise<ContractPeer>
  connections: () => number
  dispose: () => Promise<void>
}

export async function openControlledServer(): Promise<ControlledServer> {
  const url = inject('socketUrl')
  const model = `test-${crypto.randomUUID()}`
  const line = new WebSocket(`${new URL(url).origin.replace('http', 'ws')}/control?model=${model}`)
  await new Promise((resolve) => line.addEventListener('open', resolve, { once: true }))
  const peers: ContractPeer[] = []
  const live = new Map<number, { received: ClientEvent[]; gone: () => void }>()

  line.addEventListener('message', ({ data }: MessageEvent<string>) => {
    const news = JSON.parse(data) as SocketNews
    const { id } = news
    const order = (what: SocketOrder): void => line.send(JSON.stringify(what))
    if (news.type === 'received') live.get(id)?.received.push(JSON.parse(news.text) as ClientEvent)
    else if (news.type === 'closed') {
      live.get(id)?.gone()
      live.delete(id)
    } else {
      const received: ClientEvent[] = []
      const { promise: closed, resolve: gone } = Promise.withResolvers<void>()
      live.set(id, { received, gone })
      peers.push({
        send: (event) => order({ id, do: 'send', text: typeof event === 'string' ? event : JSON.stringify(event) }),
        close: (code, reason = '') => order({ id, do: 'close', code, reason }),
        pause: () => order({ id, do: 'pause' }),
        resume: () => order({ id, do: 'resume' }),
        received,
        closed,
      })
    }
  })

  return {
    url,
    model,
    connections: () => live.size,
    async nextPeer() {
      await until(() => peers.length > 0)
      return peers.shift()!
    },
    async dispose() {
      line.close()
    },
  }
}

import { describeAudioFramesContract } from './audioFrames.contract.ts'
import { openControlledServer } from './controlledServer.browser.ts'
import { describeTransportContract, type TransportHarness } from './transport.contract.ts'
import { createWebSocketTransport } from './webSocketTransport.ts'

const harness: TransportHarness = {
  name: 'the WebSocket of a page',
  closeCodes: true,
  async create({ clock }) {
    const server = await openControlledServer()
    return { ...server, transport: createWebSocketTransport({ url: server.url, model: server.model, clock }) }
  },
}
describeTransportContract(harness)
describeAudioFramesContract(harness)

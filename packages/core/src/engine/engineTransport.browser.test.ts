import { describeAudioFramesContract } from '../transport/audioFrames.contract.ts'
import { openControlledServer } from '../transport/controlledServer.browser.ts'
import { describeTransportContract, type TransportHarness } from '../transport/transport.contract.ts'
import type { Transport } from '../transport/transport.ts'
import { createEngine } from './createEngine.ts'

for (const worker of [true, false]) {
  const harness: TransportHarness = {
    name: worker ? 'the WebSocket of a worker' : 'the engine in the page’s own thread',
    closeCodes: true,
    async create({ clock }) {
      const server = await openControlledServer()
      const engine = createEngine({ worker })
      const transport = engine.createTransport({ url: server.url, model: server.model, clock })
      // The contract watches bytes as they come: that the engine would play them is not its subject.
      const subscribe: Transport['subscribe'] = (listener) =>
        transport.subscribe((signal) => {
          if (signal.type !== 'audio') return listener(signal)
          const { byteLength: _, ...audio } = signal
          listener(audio)
        })
      transport.forwardAudio?.(true)
      return {
        ...server,
        transport: { ...transport, subscribe },
        async dispose() {
          engine.dispose()
          await server.dispose()
        },
      }
    },
  }
  describeTransportContract(harness)
  describeAudioFramesContract(harness)
}

import { decodeBase64, encodeBase64 } from '@parley/core/codec'
import { RealtimeAgent, type RealtimeSession } from '@parley/core'
import { assembleSession } from '@parley/core/internal'
import { createMemoryServer } from '@parley/local-server/memory'
import { createVirtualSpeaker } from '../chaos/parts.ts'
import { createPromiseWatch } from '../chaos/promiseWatch.ts'
import { createWorldClock } from '../chaos/worldClock.ts'
import { createRandom } from './random.ts'

/** Bytes of any length, in every format, both ways: nothing throws, and base64 gives back what it was given. */
export async function fuzzAudio(seed: number, count: number): Promise<string[]> {
  const random = createRandom(seed)
  const watch = createPromiseWatch()
  const { problems } = watch
  const bytes = (most: number): Uint8Array => Uint8Array.from({ length: random.int(most) }, () => random.int(256))
  for (let i = 0; i < count; i++) {
    const given = bytes(300)
    if (String(decodeBase64(encodeBase64(given))) !== String(given)) problems.push(`base64 changes ${String(given)}`)
  }
  for (const format of ['pcm16', 'g711_ulaw', 'g711_alaw'] as const) {
    const world = createWorldClock()
    const clock = world.view('client')
    const server = createMemoryServer({ clock: world.view('server') })
    const session: RealtimeSession = assembleSession(
      { startingAgent: new RealtimeAgent({ name: 'A' }) },
      {
        modelConfig: {
          apiKey: 'sk-fuzz',
          url: 'ws://localhost/v1/realtime',
          createWebSocket: (url, { headers }) => server.createWebSocket(url, { headers }) as never,
          initialModelSettings: { inputAudioFormat: format, outputAudioFormat: format },
        },
      },
      {
        clock,
        random,
        schedule: queueMicrotask,
        network: null,
        speaker: createVirtualSpeaker({ clock }),
        microphone: null,
      },
    )
    watch.add('connect', session.connect())
    await world.advance(100)
    for (let i = 0; i < count / 10; i++) {
      const given = bytes(4000)
      try {
        // A Uint8Array may begin at any byte of its buffer.
        session.sendAudio(random.chance(0.5) ? given : given.subarray(Math.min(1, given.length)))
      } catch (error) {
        problems.push(`sendAudio of ${given.length} bytes of ${format} threw ${String(error)}`)
      }
      await world.advance(random.int(200))
    }
    if (session.status !== 'connected') problems.push(`${session.status} after audio of ${format}`)
    await session.close()
    await world.advance(2000)
    server.close()
  }
  problems.push(...watch.pending().map((name) => `${name} never settled`))
  watch.stop()
  return problems
}

import { describe, expect, test } from 'vitest'
import { decodeBase64, encodeBase64 } from '../codec/base64.ts'
import type { ClientEvent } from '../protocol/index.ts'
import { contractConfig, createContractClock, until, type TransportHarness } from './transport.contract.ts'
import type { TransportSignal } from './transport.ts'

/** What transports must do whose audio is frames. */
export function describeAudioFramesContract(harness: TransportHarness): void {
  describe(`the contract for audio in frames: ${harness.name}`, () => {
    const open = async () => {
      const clock = createContractClock()
      const made = await harness.create({ clock })
      const signals: TransportSignal[] = []
      made.transport.subscribe((signal) => signals.push(signal))
      const peer = made.nextPeer()
      await made.transport.connect({
        config: contractConfig,
        credentials: async () => ({ clientSecret: 'ek_contract' }),
        signal: new AbortController().signal,
      })
      return { ...made, clock, signals, peer: await peer }
    }
    const delta = (base64: string, itemId = 'item_1') => ({
      type: 'response.output_audio.delta' as const,
      response_id: 'resp_1',
      item_id: itemId,
      output_index: 0,
      content_index: 0,
      delta: base64,
    })

    test('a delta arrives as an event without its audio, then as audio', async () => {
      const { transport, signals, peer, dispose } = await open()
      peer.send(delta(encodeBase64(Uint8Array.of(1, 2, 3, 4))))
      await until(() => signals.length >= 2)
      expect(signals).toEqual([
        { type: 'event', event: delta('') },
        {
          type: 'audio',
          bytes: Uint8Array.of(1, 2, 3, 4),
          itemId: 'item_1',
          contentIndex: 0,
          responseId: 'resp_1',
        },
      ])
      await transport.close()
      await dispose()
    })

    test('a sample that two deltas share is not lost, also when another item comes between them', async () => {
      const { transport, signals, peer, dispose } = await open()
      peer.send(delta(encodeBase64(Uint8Array.of(1, 2, 3))))
      peer.send(delta(encodeBase64(Uint8Array.of(9)), 'item_2'))
      peer.send(delta(encodeBase64(Uint8Array.of(4, 5, 6))))
      peer.send(delta(encodeBase64(Uint8Array.of(8)), 'item_2'))
      await until(() => signals.length >= 8)
      const bytes = (itemId: string) =>
        signals.flatMap((signal) => (signal.type === 'audio' && signal.itemId === itemId ? [...signal.bytes] : []))
      expect(bytes('item_1')).toEqual([1, 2, 3, 4, 5, 6])
      expect(bytes('item_2')).toEqual([9, 8])
      await transport.close()
      await dispose()
    })

    test('a delta that is not base64 is reported and left out', async () => {
      const { transport, signals, peer, dispose } = await open()
      peer.send(delta('AAAAA'))
      peer.send(delta('AAAA'.slice(0, 4)))
      await until(() => signals.length >= 3)
      expect(signals.map((signal) => signal.type)).toEqual(['malformed', 'event', 'audio'])
      await transport.close()
      await dispose()
    })

    test('microphone audio and events leave in one order', async () => {
      const { transport, peer, dispose } = await open()
      transport.sendAudio(Uint8Array.of(1, 2))
      transport.send({ type: 'input_audio_buffer.commit' })
      transport.sendAudio(Uint8Array.of(3, 4))
      await until(() => peer.received.length === 3)
      expect(peer.received).toEqual([
        { type: 'input_audio_buffer.append', audio: 'AQI=' },
        { type: 'input_audio_buffer.commit' },
        { type: 'input_audio_buffer.append', audio: 'AwQ=' },
      ])
      await transport.close()
      await dispose()
    })

    test('a network that takes nothing costs the oldest audio, which is counted, and never an event', async () => {
      const { transport, signals, peer, clock, dispose } = await open()
      const seconds = 400
      const eventEvery = 20
      peer.pause!()
      for (let second = 0; second < seconds; second++) {
        transport.sendAudio(new Uint8Array(new Int16Array(24_000).fill(second).buffer))
        if (second % eventEvery === 0) transport.send({ type: 'conversation.item.delete', item_id: String(second) })
      }
      const droppedMs = (): number => signals.reduce((sum, said) => sum + (said.type === 'dropped' ? said.ms : 0), 0)
      await until(() => droppedMs() > 0)
      peer.resume!()
      const audio = (): number[] => peer.received.flatMap((event) => secondOf(event) ?? [])
      await until(() => {
        clock.advance(20)
        return audio().length * 1000 + droppedMs() === seconds * 1000 && audio().at(-1) === seconds - 1
      }, 15_000)
      // Whatever the sockets of both machines hold, it is not everything.
      expect(droppedMs()).toBeGreaterThan(100_000)
      const events = peer.received.flatMap((event) =>
        event.type === 'conversation.item.delete' ? [event.item_id] : [],
      )
      expect(events).toEqual(Array.from({ length: seconds / eventEvery }, (_, i) => String(i * eventEvery)))
      const order = peer.received.map((event) => secondOf(event) ?? Number((event as { item_id: string }).item_id))
      expect(order, 'one order for both').toEqual(order.toSorted((one, other) => one - other))
      expect(audio().slice(-60), 'the newest minute is whole').toEqual(
        Array.from({ length: 60 }, (_, i) => seconds - 60 + i),
      )
      await transport.close()
      await dispose()
    }, 30_000)
  })
}

/** The number that a second of audio was filled with; undefined for other events. */
function secondOf(event: ClientEvent): number | undefined {
  if (event.type !== 'input_audio_buffer.append') return undefined
  const [low, high] = decodeBase64(event.audio.slice(0, 8))
  return low! + high! * 256
}

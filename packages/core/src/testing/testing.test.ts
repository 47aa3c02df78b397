import { describe, expect, test } from 'vitest'
import type { ServerEvent } from '../protocol/index.ts'
import { createFakeMicrophone } from './fakeMicrophone.ts'
import { createFakeSpeaker } from './fakeSpeaker.ts'
import { createManualClock } from './manualClock.ts'
import { createScriptedTransport, UnexpectedSendError } from './scriptedTransport.ts'
import { answerEnds, answerStarts, responseCreated, responseDone } from './serverEvents.ts'
import { createTestSession } from './testSession.ts'

const environment = { url: 'https://example.com/v1', model: 'm', clock: createManualClock() }
const open = async (server: ReturnType<typeof createScriptedTransport>, credentials = {}) => {
  const transport = server.factory(environment)
  await transport.connect({
    config: { type: 'realtime' },
    credentials: async () => credentials,
    signal: new AbortController().signal,
  })
  return transport
}

describe('the scripted transport', () => {
  test('rule 153: what the script does not expect fails at the send, naming both, and uses no step up', async () => {
    const server = createScriptedTransport({ script: [{ expect: 'response.create' }] })
    const transport = await open(server)
    expect(() => transport.send({ type: 'response.cancel' })).toThrow(UnexpectedSendError)
    expect(() => transport.send({ type: 'response.cancel' })).toThrow(
      'sent `response.cancel`, but the script expects `response.create`',
    )
    expect([server.sent, server.remainingSteps]).toEqual([[], 1])
    transport.send({ type: 'response.create' })
    expect(() => transport.send({ type: 'response.create' })).toThrow('nothing more')
  })

  test('rule 154: what a listener causes is delivered after what is being delivered', async () => {
    const server = createScriptedTransport({
      script: [{ expect: 'response.create', emit: [responseCreated('later')] }],
    })
    const transport = await open(server)
    const order: string[] = []
    transport.subscribe((signal) => {
      if (signal.type !== 'event') return
      const { response } = signal.event as { response: { id: string } }
      if (response.id === 'one') transport.send({ type: 'response.create' })
      order.push(response.id)
    })
    server.receive(responseCreated('one'), responseCreated('two'))
    expect(order).toEqual(['one', 'later', 'two'])
  })

  test('rule 155: what was sent before the test looks is there, in order', async () => {
    const { session, server, connect } = createTestSession()
    await connect()
    session.sendMessage('hi')
    expect(server.sent.map((event) => event.type)).toEqual([
      'session.update',
      'conversation.item.create',
      'response.create',
    ])
  })

  test('rule 156: credentials appear in nothing that is recorded', async () => {
    const server = createScriptedTransport()
    await open(server, { apiKey: 'sk-secret', headers: { 'api-key': 'sk-secret' } })
    expect(server.connects).toEqual([{ config: { type: 'realtime' }, credential: 'headers' }])
    expect(JSON.stringify(server)).not.toContain('sk-secret')
  })

  test('rule 157: an unfinished script names what is still expected, without waiting', async () => {
    const server = createScriptedTransport({ script: [{ expect: 'response.create' }, { expect: () => true }] })
    await open(server)
    expect(() => server.assertComplete()).toThrow('still expected: response.create, a matching event')
  })

  test('rule 158: records are copies that nobody can change afterwards', async () => {
    const server = createScriptedTransport()
    const transport = await open(server)
    const event = { type: 'response.create' as const, response: { instructions: 'before' } }
    transport.send(event)
    event.response.instructions = 'after'
    const incoming: ServerEvent = responseDone()
    transport.subscribe((signal) => {
      if (signal.type === 'event') (signal.event as { type: string }).type = 'changed'
    })
    server.receive(incoming)
    expect(server.sent).toMatchObject([{ response: { instructions: 'before' } }])
    expect(incoming.type).toBe('response.done')
  })
})

describe('the manual clock', () => {
  test('fires timers in the order of their times, those set meanwhile too, and lets promises settle between them', async () => {
    const clock = createManualClock(0)
    const order: string[] = []
    clock.setTimeout(() => order.push(`b@${clock.now()}`), 20)
    clock.setTimeout(() => {
      order.push(`a@${clock.now()}`)
      void Promise.resolve().then(() => order.push('settled'))
      clock.setTimeout(() => order.push(`c@${clock.now()}`), 5)
    }, 10)
    const cancel = clock.setTimeout(() => order.push('never'), 12)
    cancel()
    await clock.advance(30)
    expect(order).toEqual(['a@10', 'settled', 'c@15', 'b@20'])
    expect([clock.now(), clock.pending]).toEqual([30, 0])
  })
})

describe('the fake microphone', () => {
  const usb = { deviceId: 'usb', label: 'USB microphone', isDefault: false }
  const talking = async (options: Parameters<typeof createFakeMicrophone>[0] = {}) => {
    const microphone = createFakeMicrophone(options)
    const testSession = createTestSession({ ports: { microphone } })
    await testSession.connect()
    return { ...testSession, microphone }
  }

  test('opens at connect, sends what is said, and nothing while muted', async () => {
    const { session, server, microphone } = await talking()
    expect(session.getSnapshot().microphone).toMatchObject({ status: 'live', device: { deviceId: 'built-in' } })
    microphone.chunk(new Uint8Array([1, 2]))
    session.mute()
    microphone.chunk(new Uint8Array([3, 4]))
    expect(server.audio).toEqual([new Uint8Array([1, 2])])
    expect(session.getSnapshot().microphone).toMatchObject({ mutedBy: 'user' })
  })

  test('says why it cannot be had, and is live once it is tried again', async () => {
    const { session, types } = await talking({ failWith: 'denied' })
    expect(session.getSnapshot().microphone).toMatchObject({ status: 'error', reason: 'denied' })
    expect(types('error')).toHaveLength(1)
    await session.microphone.retry()
    expect(session.getSnapshot().microphone.status).toBe('live')
  })

  test('follows the choice of a device, and what is plugged in and out', async () => {
    const { session, microphone } = await talking()
    microphone.setDevices([...(microphone.state.status === 'live' ? microphone.state.devices : []), usb])
    await session.microphone.setDevice('usb')
    expect(session.getSnapshot().microphone).toMatchObject({ device: usb })
    await expect(session.microphone.setDevice('gone')).rejects.toMatchObject({ code: 'device_overconstrained' })
    microphone.interrupt('device-removed')
    expect(session.getSnapshot().microphone).toEqual({ status: 'interrupted', cause: 'device-removed' })
  })
})

describe('the fake speaker', () => {
  test('plays by the clock, and is blocked until it is unlocked', async () => {
    const clock = createManualClock()
    const speaker = createFakeSpeaker({ clock })
    const { session, server, connect, types } = createTestSession({ clock, ports: { speaker } })
    await connect()
    speaker.setState({ blocked: true })
    expect(session.getSnapshot().speaker.blocked).toBe(true)
    await session.speaker.unlock()
    expect(session.getSnapshot().speaker.blocked).toBe(false)
    server.receive(...answerStarts())
    server.receiveAudio('item_a1', 'resp_1', new Uint8Array(4800))
    server.receive(...answerEnds('Hi.'))
    await clock.advance(200)
    expect(types('audio_started', 'audio_drained')).toEqual(['audio_started', 'audio_drained'])
  })
})

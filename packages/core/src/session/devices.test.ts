import { expect, test, vi } from 'vitest'
import { createEmitter } from '../emitter.ts'
import { ConnectionError } from '../errors.ts'
import { createFakeMicrophone, createFakeSpeaker, createManualClock, createTestSession } from '../testing/index.ts'
import type { SessionPorts } from './ports.ts'

const session = (ports: Partial<SessionPorts> = {}) => {
  const clock = createManualClock()
  const microphone = createFakeMicrophone()
  const speaker = createFakeSpeaker({ clock })
  return { ...createTestSession({ clock, ports: { microphone, speaker, ...ports } }), microphone, speaker }
}

test('volume, mute and a microphone asked for before connect are in the snapshot, and are still there after it', async () => {
  const { session: made, clock, connect } = session()
  const changed = vi.fn()
  made.subscribe(changed)
  made.speaker.setVolume(0.3)
  made.speaker.setMuted(true)
  made.mute()
  await made.microphone.request()
  await clock.settle()
  const before = made.getSnapshot()
  expect(before).toMatchObject({
    connection: { status: 'disconnected' },
    muted: true,
    speaker: { volume: 0.3, muted: true },
    microphone: { status: 'live', mutedBy: 'user' },
  })
  expect(changed).toHaveBeenCalled()
  await connect()
  const { speaker, microphone, muted } = made.getSnapshot()
  expect({ speaker, microphone, muted }).toEqual({
    speaker: before.speaker,
    microphone: before.microphone,
    muted: true,
  })
})

test('a microphone that was refused before connect is told of once', async () => {
  const { microphone, events, connect, clock } = session()
  microphone.fail('denied')
  await clock.settle()
  await connect()
  expect(events.filter((event) => event.type === 'error')).toHaveLength(1)
})

test('a closed session no longer listens to the network', async () => {
  const changes = createEmitter<boolean>()
  const network = { online: true, subscribe: (listener: (online: boolean) => void) => changes.subscribe(listener) }
  const { session: made, connect } = session({ network })
  expect(changes.size).toBe(0)
  await connect()
  expect(changes.size).toBe(1)
  await made.close()
  expect(changes.size).toBe(0)
})

test('what is said while a connection is made again goes to the new one, and to no other after it', async () => {
  const clock = createManualClock()
  const microphone = createFakeMicrophone()
  const { server, connect } = session({ clock, microphone })
  await connect()
  const lost = new ConnectionError('closed_by_server', 'Gone.', { retryable: true })
  server.drop(lost)
  microphone.chunk()
  expect(server.audio).toHaveLength(0)
  await clock.advance(1_000)
  expect(server.audio).toHaveLength(1)
  server.drop(lost)
  await clock.advance(1_000)
  expect(server.audio).toHaveLength(1)
})

test.each([
  ['denied', 'microphone_denied'],
  ['not-found', 'device_not_found'],
  ['in-use', 'device_busy'],
] as const)(
  'rule 150: with a microphone that is %s connect resolves, text works, and retry brings it in',
  async (reason, code) => {
    const clock = createManualClock()
    const microphone = createFakeMicrophone({ failWith: reason })
    const { session: made, server, connect } = session({ clock, microphone })
    await connect()
    expect(made.getSnapshot()).toMatchObject({
      connection: { status: 'connected' },
      microphone: { status: 'error', reason, error: { name: 'DeviceError', code } },
      lastError: { code },
    })
    made.sendMessage('Can you read this?')
    expect(server.sent.map(({ type }) => type)).toContain('conversation.item.create')
    microphone.chunk()
    expect(server.audio).toHaveLength(0)
    await made.microphone.retry()
    expect(made.getSnapshot().microphone.status).toBe('live')
    microphone.chunk()
    expect(server.audio).toHaveLength(1)
  },
)

import { expect, test } from 'vitest'
import { createTestSession } from '../testing/index.ts'
import * as code from './live.ts'

test('connecting says so when its code cannot be fetched, and fetches it again when asked again', async () => {
  const fetches = [() => Promise.reject(new TypeError('Failed to fetch')), async () => code]
  const { session, server } = createTestSession({ ports: { loadLive: () => fetches.shift()!() } })
  await expect(session.connect()).rejects.toMatchObject({
    name: 'ConnectionError',
    code: 'handshake_failed',
    retryable: true,
    severity: 'fatal',
    cause: new TypeError('Failed to fetch'),
  })
  expect(session.getSnapshot().connection).toMatchObject({ status: 'error', error: { code: 'handshake_failed' } })
  expect(session.getSnapshot().lastError).toMatchObject({ code: 'handshake_failed' })
  await session.connect()
  expect(session.status).toBe('connected')
  expect(server.connects).toHaveLength(1)
})

test('a session closed while its code is on the way opens nothing', async () => {
  let arrive = (): void => {}
  const { session, server, clock } = createTestSession({
    ports: { loadLive: () => new Promise((resolve) => (arrive = () => resolve(code))) },
  })
  const connecting = session.connect()
  expect(session.status).toBe('connecting')
  session.sendMessage('Hello?')
  await session.close()
  await expect(connecting).rejects.toMatchObject({ code: 'aborted' })
  arrive()
  await clock.settle()
  expect(server.connects).toHaveLength(0)
  expect(session.status).toBe('disconnected')
})

test('what is asked for while the code is on the way is done once it is there', async () => {
  let arrive = (): void => {}
  const { session, server, clock } = createTestSession({
    ports: { loadLive: () => new Promise((resolve) => (arrive = () => resolve(code))) },
  })
  const connecting = session.connect()
  session.mute()
  session.sendMessage('Hello?')
  expect(session.muted).toBe(true)
  arrive()
  await connecting
  await clock.settle()
  expect(server.sent.map(({ type }) => type)).toEqual(['session.update', 'conversation.item.create', 'response.create'])
})

import { describe, expect, test, vi } from 'vitest'
import { ConnectionError, RealtimeAgent } from '@parley/core'
import { createFakeSession } from '../testing/index.ts'
import { inspectedText, inspectEvents } from './inspectedEvents.ts'

describe('inspectEvents', () => {
  test('keeps the last events only, and tells of them once a frame', async () => {
    const fake = createFakeSession()
    let frame: (() => void) | null = null
    const inspection = inspectEvents(fake.session, 5, (run) => (frame = run))
    const told = vi.fn()
    inspection.subscribe(told)
    await fake.connect()
    fake.agent.userSays('Hello')
    expect(told).not.toHaveBeenCalled()
    ;(frame as unknown as () => void)()
    expect(told).toHaveBeenCalledOnce()
    expect(inspection.get()).toHaveLength(5)
  })

  test('shows what was sent beside what came, without the sound', async () => {
    const fake = createFakeSession()
    const inspection = inspectEvents(fake.session, 100, (run) => run())
    await fake.connect()
    fake.session.sendMessage('Hello')
    fake.session.sendAudio(new Uint8Array(960))
    const sent = inspection.get().filter((event) => event.direction === 'out')
    expect(sent.map((event) => event.type)).toEqual(['session.update', 'conversation.item.create', 'response.create'])
    inspection.stop()
  })

  test('asks for raw events only while it looks', async () => {
    const fake = createFakeSession()
    const inspection = inspectEvents(fake.session, 100, (run) => run())
    await fake.connect()
    fake.agent.userSays('Hello')
    expect(inspection.get().some((event) => event.direction === 'in')).toBe(true)
    const count = inspection.get().length
    inspection.stop()
    fake.agent.userSays('Again')
    expect(inspection.get()).toHaveLength(count)
  })
})

describe('inspectedText', () => {
  test('shows agents by name, errors by message, audio by length', () => {
    const text = inspectedText({
      agent: new RealtimeAgent({ name: 'Nora' }),
      error: new ConnectionError('aborted', 'Called off.'),
      bytes: new Uint8Array(960),
      long: 'x'.repeat(3000),
    })
    expect(JSON.parse(text)).toMatchObject({ agent: 'Nora', error: 'ConnectionError: Called off.', bytes: '960 bytes' })
    expect(text).toContain('… (3000 characters)')
  })

  test('survives what holds itself', () => {
    const loop: { self?: unknown } = {}
    loop.self = loop
    expect(inspectedText(loop)).toContain('seen above')
  })
})

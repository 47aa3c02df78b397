import { expect, test } from 'vitest'
import { ConnectionError } from '../errors.ts'
import { createTestSession, responseCreated, responseDone } from '../testing/index.ts'

const lost = (): ConnectionError => new ConnectionError('closed_by_server', 'Gone.', { retryable: true })
const told = <T extends string>(id: string, text: string, type: T) => ({
  type,
  item: { id, type: 'message' as const, role: 'user' as const, content: [{ type: 'input_text' as const, text }] },
})
const texts = (sent: readonly { type: string }[]): string[] =>
  sent.flatMap((event) => {
    if (event.type === 'response.create') return ['response.create']
    const { item } = event as { item?: { content?: { text?: string }[] } }
    return event.type === 'conversation.item.create' ? [item?.content?.[0]?.text ?? '?'] : []
  })

test('a message that was on its way when the connection was lost is told to the new session, before its answer is asked for', async () => {
  const { session, server, clock, connect } = createTestSession()
  await connect()
  session.sendMessage('First.', { respond: false })
  server.receive(told(itemId(server.sent), 'First.', 'conversation.item.added'))
  session.sendMessage('Are you there?')
  server.drop(lost())
  server.clear()
  await clock.advance(1_000)
  expect(texts(server.sent)).toEqual(['First.', 'Are you there?', 'response.create'])
})

test.each(['conversation.item.added', 'conversation.item.created', 'conversation.item.done'] as const)(
  'a message that the server has (%s) is told once to each session after it',
  async (type) => {
    const { session, server, clock, connect } = createTestSession()
    await connect()
    session.sendMessage('Are you there?')
    server.receive(told(itemId(server.sent), 'Are you there?', type), responseCreated('r1'), responseDone('r1'))
    for (let again = 0; again < 2; again++) {
      server.drop(lost())
      server.clear()
      await clock.advance(1_000)
      expect(texts(server.sent)).toEqual(['Are you there?'])
    }
  },
)

test('a message that is lost twice is told a third time, and a conversation that is over keeps none', async () => {
  const { session, server, clock, connect } = createTestSession()
  await connect()
  session.sendMessage('Are you there?')
  for (let again = 0; again < 2; again++) {
    server.drop(lost())
    server.clear()
    await clock.advance(1_000)
    expect(texts(server.sent)).toEqual(['Are you there?', 'response.create'])
  }
  await session.close()
  server.clear()
  await connect()
  expect(texts(server.sent)).toEqual([])
})

function itemId(sent: readonly { type: string }[]): string {
  const last = sent.findLast(({ type }) => type === 'conversation.item.create') as { item: { id: string } } | undefined
  return last!.item.id
}

import { expect, test } from 'vitest'
import { createManualClock } from '../clock.ts'
import { saying, startTestServer } from '../testing/testServer.ts'

const long = Array.from({ length: 12 }, (_, i) => `This is sentence number ${i}.`).join(' ')
const truncate = (item_id: unknown, audio_end_ms: number) => ({
  type: 'conversation.item.truncate',
  item_id,
  content_index: 0,
  audio_end_ms,
})

test('an item that is cut while it is being said goes on, and keeps what was heard of it', async () => {
  const clock = createManualClock()
  const responder = saying([long], ['Yes?'])
  await using server = await startTestServer({ clock, responder, pacing: { rate: 1, burstMs: 600 } })
  const client = await server.connect()
  client.send({ type: 'response.create' })
  const { item_id } = await client.next('response.output_audio.delta')
  client.send(truncate(item_id, 300))
  expect(await client.next('conversation.item.truncated')).toMatchObject({ item_id, audio_end_ms: 300 })
  await clock.advance(20_000)
  expect((await client.next('response.done'))['response']).toMatchObject({ status: 'completed' })
  const done = client.events.findLast(({ type }) => type === 'conversation.item.done')
  expect(done?.['item']).toMatchObject({ status: 'completed', content: [{ type: 'output_audio', transcript: '' }] })
  client.send({ type: 'conversation.item.retrieve', item_id })
  const item = (await client.next('conversation.item.retrieved'))['item'] as { content: { audio: string }[] }
  expect(Buffer.from(item.content[0]!.audio, 'base64').length / 48).toBe(300)
  client.send(truncate(item_id, 400))
  expect((await client.next('error'))['error']).toMatchObject({
    message: 'Audio content of 300ms is already shorter than 400ms',
  })
  client.send({ type: 'response.create' })
  await client.next('response.created')
  expect(JSON.stringify(responder.requests.at(-1)?.items)).toContain('"This is')
  expect(JSON.stringify(responder.requests.at(-1)?.items)).not.toContain('number 2')
})

test('after a cut at 0 the item is still an audio item, only shorter than what is asked', async () => {
  await using server = await startTestServer({ responder: saying(['Hello.']) })
  const client = await server.connect()
  client.send({ type: 'response.create' })
  const { item_id } = await client.next('response.output_audio.delta')
  await client.next('response.done')
  client.send(truncate(item_id, 0))
  await client.next('conversation.item.truncated')
  client.send(truncate(item_id, 1))
  expect((await client.next('error'))['error']).toMatchObject({
    code: 'invalid_value',
    message: 'Audio content of 0ms is already shorter than 1ms',
  })
})

test('deleting what was said does not free the voice, and the voice that was heard is the one that stays', async () => {
  await using server = await startTestServer({ responder: saying(['Hello.']) })
  const client = await server.connect()
  client.send({ type: 'response.create', response: { audio: { output: { voice: 'cedar' } } } })
  const { item_id } = await client.next('response.output_audio.delta')
  await client.next('response.done')
  client.send({ type: 'conversation.item.delete', item_id })
  const wanted = (voice: string) => ({
    type: 'session.update',
    session: { type: 'realtime', audio: { output: { voice } } },
  })
  client.send(wanted('ash'))
  expect((await client.next('error'))['error']).toMatchObject({ code: 'cannot_update_voice' })
  client.send({ type: 'response.create' })
  expect((await client.next('response.created'))['response']).toMatchObject({ audio: { output: { voice: 'cedar' } } })
  await client.next('response.done')
  client.send(wanted('cedar'))
  await client.next('session.updated')
})

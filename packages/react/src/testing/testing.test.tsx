import { RealtimeAgent, selectTranscriptItem, tool } from '@parley/core'
import { describe, expect, test } from 'vitest'
import { useRealtime } from '../session/useRealtime.ts'
import { useTranscriptIds } from '../transcript/useTranscriptIds.ts'
import { createFakeSession, renderWithSession } from './index.ts'

function Words() {
  const ids = useTranscriptIds()
  const rows = useRealtime(
    (s) => ids.map((id) => selectTranscriptItem(s, id)!),
    (a, b) => a.length === b.length && a.every((row, i) => row === b[i]),
  )
  return <p role="note">{rows.map(({ role, heard, unheard }) => `${role}: ${heard}|${unheard}`).join('\n')}</p>
}

describe('the testing kit', () => {
  test('shows a conversation as it would go on the wire, word by word as it is heard', async () => {
    const { connect, agent, advance, getByRole } = renderWithSession(<Words />)
    const shown = () => getByRole('note').textContent
    await connect()
    await agent.hears('Hello.')
    const answer = await agent.begins()
    await answer.writes('Good ')
    await answer.sounds(1000)
    await answer.writes('morning.')
    await answer.sounds(1000)
    await answer.ends()
    expect(shown()).toBe('user: Hello.|\nassistant: |Good morning.')
    await advance(1200)
    expect(shown()).toBe('user: Hello.|\nassistant: Good |morning.')
    await advance(1000)
    expect(shown()).toBe('user: Hello.|\nassistant: Good morning.|')
  })

  test('the user talking into an answer interrupts it where it was heard', async () => {
    const { connect, agent, advance, session } = renderWithSession(<Words />)
    await connect()
    await agent.says('One two three four.', { soundMs: 4000 })
    await advance(2100)
    await agent.isSpokenTo()
    const [item] = session.history
    expect(item).toMatchObject({ interrupted: true, content: [{ heard: 'One two', unheard: ' three four.' }] })
  })

  test('runs the app’s own tools, and confirms what was typed', async () => {
    const asked: unknown[] = []
    const weather = tool({
      name: 'get_weather',
      description: 'The weather.',
      parameters: { type: 'object', properties: { city: { type: 'string' } } },
      execute: (args) => {
        asked.push(args)
        return 'Sunny.'
      },
    })
    const fake = createFakeSession({ agent: new RealtimeAgent({ name: 'Guide', tools: [weather] }) })
    await fake.connect()
    await fake.does(() => fake.session.sendMessage('How is Seoul?'))
    await fake.agent.calls('get_weather', { city: 'Seoul' })
    await fake.agent.says('Sunny.')
    expect(asked).toEqual([{ city: 'Seoul' }])
    expect(fake.session.history.map((item) => item.type)).toEqual(['message', 'function_call', 'message'])
    expect(fake.session.getSnapshot().toolCalls).toMatchObject([{ status: 'done', output: 'Sunny.' }])
  })
})

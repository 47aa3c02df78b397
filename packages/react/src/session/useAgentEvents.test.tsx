import { render } from '@testing-library/react'
import { describe, expect, expectTypeOf, test, vi } from 'vitest'
import { createFakeSession, renderWithSession } from '../testing/index.ts'
import { useAgentEvents } from './useAgentEvents.ts'

describe('useAgentEvents', () => {
  test('gives the payload of the type, and renders nothing', async () => {
    const told: string[] = []
    let renders = 0
    function Listener(): null {
      renders++
      useAgentEvents('transcript_delta', (event) => {
        expectTypeOf(event.delta).toEqualTypeOf<string>()
        told.push(event.delta)
      })
      return null
    }
    const { agent, step } = await renderWithSession(<Listener />)
    await step(() => agent.says('Hello there.'))
    expect(told).toEqual(['Hello ', 'there.'])
    expect(renders).toBe(1)
  })

  test('takes several types, and all of them', async () => {
    const some: string[] = []
    const all: string[] = []
    function Listener(): null {
      useAgentEvents(['agent_start', 'agent_end'], (event) => {
        expectTypeOf(event.type).toEqualTypeOf<'agent_start' | 'agent_end'>()
        some.push(event.type)
      })
      useAgentEvents('*', (event) => void all.push(event.type))
      return null
    }
    const { agent, step } = await renderWithSession(<Listener />)
    await step(() => agent.says('Hi.'))
    expect(some).toEqual(['agent_start', 'agent_end'])
    expect(all).toEqual(expect.arrayContaining(['connection_changed', 'agent_start', 'transcript_delta', 'agent_end']))
  })

  test('calls the handler of the latest render, without subscribing anew', async () => {
    const told: string[] = []
    function Listener({ word }: { word: string }): null {
      useAgentEvents(['agent_start'], () => void told.push(word))
      return null
    }
    const fake = createFakeSession()
    const on = vi.spyOn(fake.session, 'on')
    const { agent, rerender, step } = await renderWithSession(<Listener word="first" />, { fake })
    const subscriptions = on.mock.calls.length
    rerender(<Listener word="second" />)
    await step(() => agent.says('Hi.'))
    expect(told).toEqual(['second'])
    expect(on.mock.calls).toHaveLength(subscriptions)
  })

  test('is silent while it is not enabled, and after the unmount', async () => {
    const told: string[] = []
    function Listener({ enabled }: { enabled: boolean }): null {
      useAgentEvents('agent_end', (event) => void told.push(event.output), { enabled })
      return null
    }
    const { agent, rerender, unmount, step } = await renderWithSession(<Listener enabled={false} />)
    await step(() => agent.says('One.'))
    rerender(<Listener enabled />)
    await step(() => agent.says('Two.'))
    unmount()
    await step(() => agent.says('Three.'))
    expect(told).toEqual(['Two.'])
  })

  test('gives what mounts late the last events of its types, oldest first', async () => {
    const told: string[] = []
    function Listener(): null {
      useAgentEvents('agent_end', (event) => void told.push(event.output), { replay: 2 })
      return null
    }
    const { agent, rerender, step } = await renderWithSession(<span />)
    for (const text of ['One.', 'Two.', 'Three.']) await step(() => agent.says(text))
    rerender(<Listener />)
    expect(told).toEqual(['Two.', 'Three.'])
    await step(() => agent.says('Four.'))
    expect(told).toEqual(['Two.', 'Three.', 'Four.'])
  })

  test('listens to a given session without a provider, and says what is missing without either', async () => {
    const told: string[] = []
    const { session, connect, agent } = createFakeSession()
    function Listener({ given }: { given: boolean }): null {
      useAgentEvents('agent_end', (event) => void told.push(event.output), given ? { session } : {})
      return null
    }
    render(<Listener given />)
    await connect()
    agent.says('Hi.')
    expect(told).toEqual(['Hi.'])
    vi.spyOn(console, 'error').mockImplementation(() => {})
    expect(() => render(<Listener given={false} />)).toThrow(/RealtimeProvider/)
  })

  test('two providers on one page hear only their own session', async () => {
    const told: string[] = []
    const Listener = ({ name }: { name: string }): null => {
      useAgentEvents('agent_end', (event) => void told.push(`${name}: ${event.output}`))
      return null
    }
    const one = await renderWithSession(<Listener name="one" />)
    const two = await renderWithSession(<Listener name="two" />)
    await one.step(() => one.agent.says('Hi.'))
    expect(two.session.status).toBe('connected')
    expect(told).toEqual(['one: Hi.'])
  })
})

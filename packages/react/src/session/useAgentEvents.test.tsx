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
    const { connect, agent } = renderWithSession(<Listener />)
    await connect()
    await agent.says('Hello there.')
    expect(told).toEqual(['Hello', ' there.'])
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
    const { connect, agent } = renderWithSession(<Listener />)
    await connect()
    await agent.says('Hi.')
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
    const { connect, agent, rerender } = renderWithSession(<Listener word="first" />, { fake })
    await connect()
    const subscriptions = on.mock.calls.length
    rerender(<Listener word="second" />)
    await agent.says('Hi.')
    expect(told).toEqual(['second'])
    expect(on.mock.calls).toHaveLength(subscriptions)
  })

  test('is silent while it is not enabled, and after the unmount', async () => {
    const told: string[] = []
    function Listener({ enabled }: { enabled: boolean }): null {
      useAgentEvents('agent_end', (event) => void told.push(event.output), { enabled })
      return null
    }
    const { connect, agent, rerender, unmount } = renderWithSession(<Listener enabled={false} />)
    await connect()
    await agent.says('One.')
    rerender(<Listener enabled />)
    await agent.says('Two.')
    unmount()
    await agent.says('Three.')
    expect(told).toEqual(['Two.'])
  })

  test('gives what mounts late the last events of its types, oldest first', async () => {
    const told: string[] = []
    function Listener(): null {
      useAgentEvents('agent_end', (event) => void told.push(event.output), { replay: 2 })
      return null
    }
    const { connect, agent, rerender } = renderWithSession(<span />)
    await connect()
    for (const text of ['One.', 'Two.', 'Three.']) await agent.says(text)
    rerender(<Listener />)
    expect(told).toEqual(['Two.', 'Three.'])
    await agent.says('Four.')
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
    await agent.says('Hi.')
    expect(told).toEqual(['Hi.'])
    vi.mocked(console.error).mockImplementation(() => {})
    expect(() => render(<Listener given={false} />)).toThrow(/RealtimeProvider/)
    vi.mocked(console.error).mockClear()
  })

  test('two providers on one page hear only their own session', async () => {
    const told: string[] = []
    const Listener = ({ name }: { name: string }): null => {
      useAgentEvents('agent_end', (event) => void told.push(`${name}: ${event.output}`))
      return null
    }
    const one = renderWithSession(<Listener name="one" />)
    const two = renderWithSession(<Listener name="two" />)
    await one.connect()
    await two.connect()
    await one.agent.says('Hi.')
    expect(told).toEqual(['one: Hi.'])
  })
})

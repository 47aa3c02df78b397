import { expectTypeOf, test } from 'vitest'
import type { RealtimeAgent, RealtimeError } from '@parley/core'
import { RealtimeProvider } from './RealtimeProvider.tsx'
import { useAgentEvents } from './useAgentEvents.ts'
import { useConnection } from './useConnection.ts'
import { useRealtimeSession } from './useRealtimeSession.ts'

interface Account {
  userId: string
}
declare const agent: RealtimeAgent<Account>

test('a session with a context of its own fits the provider and the hooks', () => {
  function App() {
    const session = useRealtimeSession({ agent, context: { userId: 'u' }, clientSecret: 'ek_1' })
    expectTypeOf(session.context).toEqualTypeOf<Account>()
    useAgentEvents('tool_start', (event) => expectTypeOf(event.agent).toEqualTypeOf<RealtimeAgent<Account>>(), {
      session,
    })
    return <RealtimeProvider session={session}>x</RealtimeProvider>
  }
  expectTypeOf(App).toBeFunction()
})

test('events are typed by their name', () => {
  function Part() {
    useAgentEvents('tool_end', (event) =>
      expectTypeOf(event.outcome).toEqualTypeOf<'done' | 'failed' | 'rejected' | 'cancelled'>(),
    )
    useAgentEvents(['error', 'handoff'], (event) => {
      if (event.type === 'error') expectTypeOf(event.error).toEqualTypeOf<RealtimeError>()
      else expectTypeOf(event.toAgent).toEqualTypeOf<RealtimeAgent>()
    })
    // @ts-expect-error there is no such event
    useAgentEvents('tool_finished', () => {})
    return null
  }
  expectTypeOf(Part).toBeFunction()
})

test('the connection is narrowed by its status', () => {
  function Part() {
    const connection = useConnection()
    if (connection.status === 'error') expectTypeOf(connection.error).toEqualTypeOf<RealtimeError>()
    if (connection.status === 'connected') expectTypeOf(connection.sessionId).toEqualTypeOf<string>()
    return null
  }
  expectTypeOf(Part).toBeFunction()
})

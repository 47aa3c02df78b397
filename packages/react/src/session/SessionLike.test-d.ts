import type { RealtimeSession } from '@parley/core'
import { expectTypeOf, test } from 'vitest'
import type { RealtimeProviderProps } from './RealtimeProvider.tsx'
import type { UseAgentEventsOptions } from './useAgentEvents.ts'

type Session = RealtimeSession<{ userId: string }>

test('a session whose context has a type goes wherever a session is asked for', () => {
  expectTypeOf<Session>().toExtend<RealtimeProviderProps['session']>()
  expectTypeOf<Session>().toExtend<NonNullable<UseAgentEventsOptions['session']>>()
})

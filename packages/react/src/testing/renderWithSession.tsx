import { act, render, type RenderOptions, type RenderResult } from '@testing-library/react'
import type { ReactElement, ReactNode } from 'react'
import { RealtimeProvider, type RealtimeProviderProps } from '../session/RealtimeProvider.tsx'
import { createFakeSession, type FakeSession, type FakeSessionOptions } from './createFakeSession.ts'

export interface RenderWithSessionOptions<C = unknown> extends FakeSessionOptions<C>, Omit<RenderOptions, 'wrapper'> {
  /** A fake session made before, in place of a new one. */
  fake?: FakeSession<C>
  labels?: RealtimeProviderProps['labels']
  dir?: RealtimeProviderProps['dir']
  /** Default true: the conversation is ready when the promise resolves. */
  connected?: boolean
}

export interface RenderedSession<C = unknown> extends FakeSession<C>, RenderResult {
  /** Does something to the session, and waits until the page shows it. */
  step(change: () => unknown): Promise<void>
}

/** Renders parts around a fake session. Needs `@testing-library/react`. */
export async function renderWithSession<C = unknown>(
  ui: ReactNode,
  options: RenderWithSessionOptions<C> = {},
): Promise<RenderedSession<C>> {
  const {
    fake: given,
    labels,
    dir,
    connected = true,
    agent,
    config,
    context,
    initialHistory,
    microphone,
    clock,
    schedule,
    ...rtl
  } = options
  const own = Object.fromEntries(
    Object.entries({ agent, config, context, initialHistory, microphone, clock, schedule }).filter(
      ([, value]) => value !== undefined,
    ),
  ) as FakeSessionOptions<C>
  const fake = given ?? createFakeSession<C>(own)
  const step = async (change: () => unknown): Promise<void> => {
    await act(async () => {
      await change()
      // Connecting takes a few rounds of promises.
      for (let round = 0; round < 3; round++) await fake.clock.settle()
    })
  }
  const wrapper = ({ children }: { children: ReactNode }): ReactElement => (
    <RealtimeProvider session={fake.session} {...(labels ? { labels } : {})} {...(dir ? { dir } : {})}>
      {children}
    </RealtimeProvider>
  )
  const rendered = render(ui, { ...rtl, wrapper })
  if (connected) await step(() => fake.connect())
  return { ...fake, ...rendered, step }
}

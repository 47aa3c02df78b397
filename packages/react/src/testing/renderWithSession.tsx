import { render, type RenderOptions, type RenderResult } from '@testing-library/react'
import type { ReactElement, ReactNode } from 'react'
import { RealtimeProvider, type RealtimeProviderProps } from '../session/RealtimeProvider.tsx'
import { createFakeSession, type FakeSession, type FakeSessionOptions } from './createFakeSession.ts'

export interface RenderWithSessionOptions<C = unknown>
  extends FakeSessionOptions<C>, Pick<RealtimeProviderProps, 'labels' | 'dir'> {
  /** One made before, for instance connected before anything is rendered. Default a new one, of the options beside this. */
  fake?: FakeSession<C>
  /** For Testing Library's `render`. */
  render?: Omit<RenderOptions, 'wrapper' | 'queries'>
}

/**
 * Renders inside a `RealtimeProvider` with a fake session: Testing Library's result, and the fake session's own parts beside it.
 * Not connected yet: `await connect()`.
 */
export function renderWithSession<C = unknown>(
  ui: ReactElement,
  { fake, labels, dir, render: renderOptions, ...options }: RenderWithSessionOptions<C> = {},
): RenderResult & FakeSession<C> {
  const own = fake ?? createFakeSession<C>(options)
  const locale = { ...(labels ? { labels } : {}), ...(dir ? { dir } : {}) }
  const wrapper = ({ children }: { children: ReactNode }): ReactElement => (
    <RealtimeProvider session={own.session} {...locale}>
      {children}
    </RealtimeProvider>
  )
  const all: Omit<RenderOptions, 'queries'> = { ...renderOptions, wrapper }
  return { ...render(ui, all), ...own }
}

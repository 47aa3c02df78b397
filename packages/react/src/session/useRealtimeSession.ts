'use client'

import { useEffect, useInsertionEffect, useState } from 'react'
import {
  ConfigError,
  type MediaConfig,
  type ModelConfig,
  type RealtimeAgent,
  type RealtimeError,
  type RealtimeItem,
  type RealtimeSession,
  type RunConfig,
} from '@parley/core'
import { assembleSession } from '@parley/core/internal'
import { useLatest } from '../internal/useLatest.ts'
import { recordEvents } from './eventLog.ts'
import { createLiveAgent } from './liveAgent.ts'
import type { SessionLike } from './SessionLike.ts'
import { createOptionUpdates } from './optionUpdates.ts'

export type UseRealtimeSessionOptions<C = unknown> = ModelConfig &
  MediaConfig & {
    agent: RealtimeAgent<C>
    config?: RunConfig<C>
    /** Handed to instructions, tools and guardrails. The first render's is kept. */
    context?: C
    initialHistory?: readonly RealtimeItem[]
    /** Every error that is reported, read late. */
    onError?: (error: RealtimeError) => void
  }

/**
 * A session for as long as the component is mounted, made once; React's `key` makes another. It connects when you call
 * `connect()`, and closes one macrotask after unmount, which a remount calls off: StrictMode, a hidden Activity and Fast
 * Refresh do not touch the conversation. Options may be inline: `agent` and `config.modelSettings` are compared and sent as an
 * update, functions are read when they are called; the address and the devices are those of the first render. Renders nothing
 * by itself.
 * @throws ConfigError for options that cannot work, naming them.
 */
export function useRealtimeSession<C = unknown>(options: UseRealtimeSessionOptions<C>): RealtimeSession<C> {
  const latest = useLatest(options)
  const [{ session, updates }] = useState(() => make(options, latest.get))

  // Insertion effects outlive a hidden Activity: only a real unmount ends the conversation.
  useInsertionEffect(() => {
    keepOpen(session)
    return () => closeSoon(session)
  }, [session])

  useEffect(() => {
    recordEvents(session as SessionLike)
    const offErrors = session.on('error', ({ error }) => latest.get().onError?.(error))
    const offUpdates = updates.watch()
    return () => {
      offErrors()
      offUpdates()
    }
  }, [session, updates, latest])

  useEffect(() => updates.compare())

  return session
}

function make<C>(options: UseRealtimeSessionOptions<C>, latest: () => UseRealtimeSessionOptions<C>) {
  if (typeof options.agent?.clone !== 'function') {
    throw new ConfigError('invalid_option', 'useRealtimeSession needs `agent`: a RealtimeAgent.', { path: 'agent' })
  }
  const { agent: _agent, config, context, initialHistory, onError: _onError, ...rest } = options
  const { mic, speaker, workletUrl, workerUrl, ...model } = rest
  const session = assembleSession<C>(
    {
      startingAgent: createLiveAgent(() => latest().agent),
      config: { ...config, toolErrorFormatter: (info) => latest().config?.toolErrorFormatter?.(info) ?? null },
    },
    {
      modelConfig: { ...model, ...lateCredentials(model, latest) },
      media: inBrowser ? defined({ mic, speaker, workletUrl, workerUrl }) : {},
      ...(context === undefined ? {} : { context }),
      ...(initialHistory ? { initialHistory } : {}),
    },
  )
  return { session, updates: createOptionUpdates(session, latest) }
}

/** Nothing is captured while a server renders the page. */
const inBrowser = typeof window !== 'undefined'

/** Credentials given as functions are those of the latest render. */
function lateCredentials({ clientSecret, apiKey }: ModelConfig, latest: () => ModelConfig): Partial<ModelConfig> {
  return {
    ...(typeof clientSecret === 'function' && { clientSecret: (ask) => called(latest().clientSecret, ask) }),
    ...(typeof apiKey === 'function' && { apiKey: () => called(latest().apiKey, undefined) }),
  }
}

function called<A, T>(source: T | string | ((ask: A) => T) | undefined, ask: A): T | string {
  return typeof source === 'function' ? (source as (ask: A) => T)(ask) : (source ?? '')
}

function defined<T extends object>(values: { [K in keyof T]: T[K] | undefined }): T {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as T
}

const closing = new WeakMap<object, ReturnType<typeof setTimeout>>()

function keepOpen(session: object): void {
  clearTimeout(closing.get(session))
  closing.delete(session)
}

function closeSoon<C>(session: RealtimeSession<C>): void {
  // A macrotask: a remount in the same commit, as StrictMode makes it, keeps the conversation.
  const close = (): void => void session.close('unmounted').catch(() => {})
  closing.set(session, setTimeout(close, 0))
}

/** The parts of a `RealtimeSession` of `@openai/agents-realtime` that are used here: its own type fits. */
export interface OpenAIAgentsSession {
  readonly currentAgent: { readonly name: string }
  readonly muted: boolean | null
  readonly transport: {
    readonly status: string
    sendEvent(event: { type: string; [key: string]: unknown }): void
    on(type: 'connection_change', listener: (status: string) => void): unknown
  }
  connect(options: { apiKey: string | (() => string | Promise<string>); model?: string; url?: string }): Promise<void>
  close(): void
  interrupt(): void
  mute(muted: boolean): void
  approve(approvalItem: never, options?: { alwaysApprove?: boolean }): Promise<void>
  reject(approvalItem: never, options?: { alwaysReject?: boolean; message?: string }): Promise<void>
  // The listeners take different arguments for each event; what is used of them is checked where they arrive.
  on(type: never, listener: (...args: never[]) => void): unknown
}

/** Listens to one event by name, with arguments that are still to be looked at. */
export function listenTo(
  session: OpenAIAgentsSession,
  type: string,
  listener: (...args: readonly unknown[]) => void,
): void {
  const on = session.on.bind(session) as unknown as (
    type: string,
    listener: (...args: readonly unknown[]) => void,
  ) => unknown
  on(type, listener)
}

/** A property of something unknown. */
export function field(value: unknown, ...path: readonly string[]): unknown {
  let found: unknown = value
  for (const key of path)
    found = typeof found === 'object' && found !== null ? (found as Record<string, unknown>)[key] : undefined
  return found
}

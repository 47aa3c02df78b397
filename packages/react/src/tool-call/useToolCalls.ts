'use client'

import type { SessionSnapshot, ToolCallView, ToolStatus } from '@parley/core'
import { shallowEqual } from '../internal/shallowEqual.ts'
import { useRealtime } from '../session/useRealtime.ts'

/** The tool calls of the conversation, oldest first, or those of one status. Renders when one of them changes. */
export function useToolCalls({ status }: { status?: ToolStatus } = {}): readonly ToolCallView[] {
  return useRealtime((s) => (status ? s.toolCalls.filter((call) => call.status === status) : s.toolCalls), shallowEqual)
}

/** One call by its id; undefined while there is none. */
export function useToolCall(callId: string): ToolCallView | undefined {
  return useRealtime((s: SessionSnapshot) => s.toolCalls.find((call) => call.callId === callId))
}

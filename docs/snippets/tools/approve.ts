import type { RealtimeSession } from '@parley/core'

export function approveSmallOrders(session: RealtimeSession): () => void {
  return session.on('tool_approval_required', ({ callId, tool, arguments: json }) => {
    const { value } = JSON.parse(json) as { value?: number }
    if (tool.name === 'cancel_order' && value !== undefined && value <= 100) session.approve(callId)
    else session.reject(callId, { message: 'A person has to look at this first.' })
  })
}

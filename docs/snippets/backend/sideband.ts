import { attachSideband, createCallHandler, type Sideband } from '@parley/backend'

import { agent } from './agent.ts'

const service = { apiKey: () => process.env['OPENAI_API_KEY'] }
export const running = new Map<string, Sideband>()

export const call = createCallHandler({
  ...service,
  agent,
  onCall({ callId, lease }) {
    // Not awaited: the service knows the call only once the page has its answer.
    void attachSideband(callId, { ...service, agent, ...(lease && { lease }) })
      .then(async (sideband) => {
        running.set(callId, sideband)
        await sideband.ended
      })
      .catch((error: unknown) => console.error('call without a sideband:', error))
      .finally(() => running.delete(callId))
  },
})

/** For a supervisor's page: ends a call for both sides. */
export async function hangUp(callId: string): Promise<void> {
  await running.get(callId)?.hangUp()
}

import type { ClientSecretSource } from '@parley/core'
import { VoiceAgent } from '@parley/react'
import { agent } from './agent.ts'

/** Copies of the two files in `@parley/core/worklets`, served by the app itself. */
export function Page({ clientSecret }: { clientSecret: ClientSecretSource }) {
  return (
    <VoiceAgent
      agent={agent}
      clientSecret={clientSecret}
      workletUrl="/parley/parley.worklet.js"
      workerUrl="/parley/engine.worker.js"
    />
  )
}

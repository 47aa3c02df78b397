import { importSize } from '../audio/build.ts'

/** What these names cost an app, in kB gzip, with all they need but React and zod. */
export async function bundleSizes(): Promise<Record<'parley' | 'agents' | 'pipecat' | 'voiceAgent', number>> {
  const beside = [/^react(-dom)?(\/.*)?$/, /^zod(\/.*)?$/]
  const hooks =
    'useRealtimeSession, RealtimeProvider, useTranscriptIds, useTranscriptItem, useAgentState, useMicrophone, useLevelRef'
  return {
    parley: await importSize(
      `export { ${hooks} } from '@parley/react'\nexport { RealtimeAgent } from '@parley/core'`,
      beside,
    ),
    agents: await importSize(`export { RealtimeAgent, RealtimeSession } from '@openai/agents-realtime'`, beside),
    pipecat: await importSize(
      `export { PipecatClient } from '@pipecat-ai/client-js'\nexport { PipecatClientProvider, usePipecatConversation, VoiceVisualizer, usePipecatClientMicControl } from '@pipecat-ai/client-react'`,
      beside,
    ),
    voiceAgent: await importSize(
      `export { VoiceAgent } from '@parley/react'\nexport { RealtimeAgent } from '@parley/core'`,
      beside,
    ),
  }
}

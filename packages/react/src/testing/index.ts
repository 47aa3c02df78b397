export {
  createFakeMicrophone,
  createFakeSpeaker,
  createManualClock,
  type FakeMicrophone,
  type FakeMicrophoneOptions,
  type FakeSpeaker,
  type ManualClock,
} from '@parley/core/testing'
export { createFakeSession, type FakeSession, type FakeSessionOptions } from './createFakeSession.ts'
export { createScriptedAgent, type ScriptedAgent } from './createScriptedAgent.ts'
export { renderWithSession, type RenderedSession, type RenderWithSessionOptions } from './renderWithSession.tsx'

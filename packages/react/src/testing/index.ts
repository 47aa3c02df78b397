/** For tests of what is built with Parley. Needs `@testing-library/react`, and a DOM. */
export { createFakeSession, type FakeSession, type FakeSessionOptions } from './createFakeSession.ts'
export { createScriptedAgent, type ScriptedAgent, type ScriptedAnswer } from './createScriptedAgent.ts'
export { renderWithSession, type RenderWithSessionOptions } from './renderWithSession.tsx'
export {
  createFakeMicrophone,
  createFakeSpeaker,
  createManualClock,
  type FakeMicrophone,
  type FakeMicrophoneOptions,
  type FakeSpeaker,
  type FakeSpeakerOptions,
  type ManualClock,
} from '@parley/core/testing'

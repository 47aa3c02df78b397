export { createFakeMicrophone, type FakeMicrophone, type FakeMicrophoneOptions } from './fakeMicrophone.ts'
export { createFakeSpeaker, type FakeSpeaker } from './fakeSpeaker.ts'
export { createManualClock, type ManualClock } from './manualClock.ts'
export {
  createScriptedTransport,
  UnexpectedSendError,
  type ScriptedTransport,
  type ScriptedTransportOptions,
  type ScriptStep,
} from './scriptedTransport.ts'
export { createTestSession, type TestSession, type TestSessionOptions } from './testSession.ts'
export * from './serverEvents.ts'

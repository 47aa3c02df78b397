/**
 * The parts below the public surface that the matrix drives directly, because a moved clock and a network in memory stand in
 * for the browser. Everything else in this package uses the packages by name.
 */
export { PlaybackCore } from '../../packages/core/src/audio/playback/playbackCore.ts'
export type { FromPlayback, ToPlayback } from '../../packages/core/src/audio/playback/playbackMessages.ts'
export { createVirtualSpeaker } from '../../packages/core/src/audio/playback/virtualSpeaker.ts'
export type { Microphone, MicrophoneSignal, Speaker, SpeakerSignal } from '../../packages/core/src/audio/audioPorts.ts'
export { createEmitter } from '../../packages/core/src/emitter.ts'
export { Engine } from '../../packages/core/src/engine/engine.ts'
export { EngineLink, type EngineThread } from '../../packages/core/src/engine/engineLink.ts'
export type { FromEngine, ToEngine } from '../../packages/core/src/engine/engineMessages.ts'
export { EnginePlayer, EngineSink } from '../../packages/core/src/engine/enginePlayer.ts'
export { createEngineTransport } from '../../packages/core/src/engine/engineTransport.ts'
export { startMainEngine } from '../../packages/core/src/engine/mainEngine.ts'
export { createWebRtcTransport } from '../../packages/core/src/transport/webRtcTransport.ts'
export { createWebSocketTransport } from '../../packages/core/src/transport/webSocketTransport.ts'
export type { WebSocketLike } from '../../packages/core/src/transport/socket.ts'
export { withFaults } from '../../packages/local-server/src/faults/faultySocket.ts'
export { createMediaPlayout } from '../../packages/local-server/src/media/mediaPlayout.ts'
export { createRealtimeServer, type RealtimeServer } from '../../packages/local-server/src/server/realtimeServer.ts'
export type { CallConnector } from '../../packages/local-server/src/server/calls.ts'
export type { Connection, ServerSocket } from '../../packages/local-server/src/server/connection.ts'
export type { ServerSession } from '../../packages/local-server/src/session/serverSession.ts'

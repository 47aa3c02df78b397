export { createClientSecretHandler, type ClientSecretHandlerOptions, type IssuedSecret } from './clientSecretHandler.ts'
export { forwardedAddress, setClientAddress } from './clientAddress.ts'
export type { Caller, GuardOptions, Handler } from './guardedRoute.ts'
export type { Log, LogEntry } from './log.ts'
export type { ClientOverrides } from './overrides.ts'
export { createMemoryRateLimit, type CallLease, type Limit, type RateLimit, type RateLimitRules } from './rateLimit.ts'
export { createRedisRateLimit, type RedisClient, type RedisRateLimitOptions } from './redisRateLimit.ts'
export type { RefusalCode } from './refusal.ts'
export type { SafetyIdentifier } from './safetyIdentifier.ts'
export type { AgentSource, SessionSource, WireSource } from './sessionSource.ts'
export type { ProtectedField } from './sessionGuard.ts'
export {
  attachSideband,
  type Sideband,
  type SidebandControl,
  type SidebandEnd,
  type SidebandOptions,
} from './sideband.ts'
export type { UpstreamOptions } from './upstream.ts'
export { createCallHandler, type CallHandlerOptions, type OpenedCall } from './callHandler.ts'
export { toNodeHandler } from './nodeHandler.ts'

import type { PlaybackTracker } from '../audio/playback/playbackTracker.ts'
import { invalidOption } from '../errors.ts'
import type { CreateWebSocket } from '../transport/socket.ts'
import type { TransportFactory } from '../transport/transport.ts'
import { camelKeys, check, fail, isObject, oneOf, type EitherCase, type Shape } from './keys.ts'
import type { ModelSettings } from './modelSettings.ts'
import { camelSettings, normalizeSettings } from './normalizeSettings.ts'

export type ClientSecret = string | { value: string; expires_at?: number }
/** Asked for late, once an attempt: a fresh secret for every connection. */
export type ClientSecretSource =
  | string
  | ((options: { signal: AbortSignal; attempt: number }) => ClientSecret | Promise<ClientSecret>)

/** Where the model is, and how to get there. The quickstart's snake_case spellings are accepted. */
export interface ModelConfig {
  /** For servers; in Node `OPENAI_API_KEY` is the default. Refused in a browser. */
  apiKey?: string | (() => string | Promise<string>)
  /** For browsers. */
  clientSecret?: ClientSecretSource
  /** The service's base or its `/realtime` address. Default `https://api.openai.com/v1`. */
  url?: string
  /** Sent verbatim, nothing added. Not possible in a browser. */
  headers?: Record<string, string>
  /** Attach to a running call. */
  callId?: string
  initialModelSettings?: ModelSettings
  /** `auto`: WebRTC, then WebSocket in browsers; WebSocket elsewhere. Default `auto`. */
  transport?: 'webrtc' | 'websocket' | 'auto' | TransportFactory
  /** How a lost connection is made again. Default on; `false` turns it off. */
  reconnect?: boolean | { giveUpAfterMs?: number; baseDelayMs?: number; maxDelayMs?: number; rollover?: boolean }
  /** From `createPlaybackTracker()`, when the app plays the audio itself. */
  playbackTracker?: PlaybackTracker
  /** Opens the socket in place of the platform's own WebSocket. */
  createWebSocket?: CreateWebSocket
  /**
   * The session is configured where its secret was made, or over the sideband: nothing is sent at connect, and calls of tools
   * that are not offered here are left to those who offer them. Default false.
   */
  configuredByServer?: boolean
  dangerouslyAllowApiKeyInBrowser?: boolean
}

const modelShape: Shape = {
  apiKey: true,
  clientSecret: true,
  url: true,
  headers: true,
  callId: true,
  initialModelSettings: camelSettings,
  transport: true,
  reconnect: (value, path) =>
    isObject(value)
      ? camelKeys(value, { giveUpAfterMs: true, baseDelayMs: true, maxDelayMs: true, rollover: true }, path)
      : value,
  playbackTracker: true,
  createWebSocket: true,
  configuredByServer: true,
  dangerouslyAllowApiKeyInBrowser: true,
}

/** @throws ConfigError `invalid_option` with the path of what is wrong. */
export function normalizeModelConfig(config: EitherCase<ModelConfig> | undefined): ModelConfig {
  const model = camelKeys(config ?? {}, modelShape, '') as ModelConfig
  const { transport, playbackTracker } = model
  if (model.initialModelSettings) normalizeSettings(model.initialModelSettings)
  for (const key of ['url', 'callId'] as const) check(`modelConfig.${key}`, model[key], 'string')
  const ways = (['apiKey', 'clientSecret', 'headers'] as const).filter((key) => model[key] !== undefined)
  if (ways.length > 1) {
    const message = `modelConfig has ${ways.map((way) => `\`${way}\``).join(' and ')}: give exactly one of apiKey, clientSecret and headers.`
    throw invalidOption(`modelConfig.${ways[1]}`, message)
  }
  if (transport !== undefined && typeof transport !== 'function')
    oneOf(transport, ['auto', 'webrtc', 'websocket'], 'modelConfig.transport')
  if (playbackTracker !== undefined && typeof (playbackTracker as { subscribe?: unknown }).subscribe !== 'function') {
    fail('modelConfig.playbackTracker', 'made by `createPlaybackTracker()`')
  }
  return model
}

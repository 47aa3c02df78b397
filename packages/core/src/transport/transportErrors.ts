import { ConfigError, ConnectionError } from '../errors.ts'

/** The error for an attempt that was given up from our side. */
export function abortedError(): ConnectionError {
  return new ConnectionError('aborted', 'The connection attempt was given up before it was complete.')
}

export function notConnectedError(): ConnectionError {
  return new ConnectionError('not_connected', 'Nothing can be sent: the transport has no open connection.')
}

export function alreadyConnectedError(): ConfigError {
  return new ConfigError('invalid_option', 'This transport is connected already. Close it before connecting again.')
}

/** One thing that happened, for the server's log. Holds no key, no secret, no instructions and nothing the upstream said in prose. */
export interface LogEntry {
  /** `info`: as designed, a refused caller included. `warn`: noticed and handled. `error`: an operator should look. */
  level: 'info' | 'warn' | 'error'
  /** What happened, as `client_secret.issued` or `upstream.retried`. */
  event: string
  [field: string]: string | number | boolean | undefined
}
export type Log = (entry: LogEntry) => void

/** Default: warnings and errors as one JSON line each on the console; `info` is left to a log of your own. */
export const consoleLog: Log = (entry) => {
  if (entry.level === 'info') return
  console[entry.level](JSON.stringify({ at: new Date().toISOString(), package: '@parley/backend', ...entry }))
}

import { ConfigError } from '@parley/core'

import { Refusal } from './refusal.ts'

/**
 * Refuses requests that another site's page made, and says which origin to name in the CORS answer (undefined: none).
 *
 * 1. `Sec-Fetch-Site: same-origin` is the browser's own word that page and address match as it sees them; it holds behind
 *    a development proxy that rewrites Host. Pages cannot set this header.
 * 2. Otherwise an `Origin` must be the request's own host, or be listed.
 * 3. Neither header: not a browser (a mobile app, a test). There are no ambient cookies to abuse, `authorize` decides.
 */
export function checkOrigin(request: Request, allowedOrigins: ReadonlySet<string>): string | undefined {
  const site = request.headers.get('sec-fetch-site')
  const origin = request.headers.get('origin')
  if (site === 'same-origin') return undefined
  if (origin === null && site === null) return undefined
  if (origin !== null && allowedOrigins.has(origin)) return origin
  if (origin !== null && site === null && hostOf(origin) === ownHost(request)) return undefined
  throw new Refusal('origin_not_allowed')
}

/** The scheme is left out: behind a proxy that ends TLS the page is https and the request http. */
function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined
}

function ownHost(request: Request): string {
  return request.headers.get('host') ?? new URL(request.url).host
}

/** @throws ConfigError `invalid_option` for anything that is not exactly an origin, a wildcard included. */
export function parseAllowedOrigins(origins: readonly string[]): ReadonlySet<string> {
  for (const [index, origin] of origins.entries()) {
    if (!URL.canParse(origin) || new URL(origin).origin !== origin) {
      throw new ConfigError(
        'invalid_option',
        `\`allowedOrigins\` holds "${origin}", which is not an origin. Write scheme and host only, as in "https://app.example.com"; wildcards are not accepted.`,
        { path: `allowedOrigins.${index}` },
      )
    }
  }
  return new Set(origins)
}

const addresses = new WeakMap<Request, string>()

/**
 * Tells the handlers which address a request came from; a Fetch `Request` has no place for it. `toNodeHandler` does this by
 * itself; in Hono on Node: `handler(setClientAddress(c.req.raw, getConnInfo(c).remote.address))`. Returns the same request.
 */
export function setClientAddress(request: Request, address: string | undefined): Request {
  if (address !== undefined) addresses.set(request, address)
  return request
}

/** What `setClientAddress` recorded; undefined otherwise. Headers are not believed. */
export function getClientAddress(request: Request): string | undefined {
  return addresses.get(request)
}

/**
 * For servers behind proxies: reads `X-Forwarded-For` from the right, so that what a client put there itself is never believed.
 * `trustedProxies` is how many proxies of yours append to it. Use as `clientAddress: forwardedAddress({ trustedProxies: 1 })`.
 */
export function forwardedAddress(options: { trustedProxies: number }): (request: Request) => string | undefined {
  return (request) => {
    const hops = (request.headers.get('x-forwarded-for') ?? '').split(',').map((hop) => hop.trim())
    return hops.at(-options.trustedProxies) || getClientAddress(request)
  }
}

/** The unit that is limited: an IPv4 address, or the /64 network of an IPv6 one, since a single user owns all of it. */
export function addressKey(address: string | undefined): string {
  if (address === undefined) return 'unknown'
  const bare = address.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '')
  if (!bare.includes(':')) return bare.slice(0, 64)
  const [head = '', tail] = bare.split('::')
  const left = head === '' ? [] : head.split(':')
  const right = tail === undefined || tail === '' ? [] : tail.split(':')
  const zeros = tail === undefined ? 0 : 8 - left.length - right.length
  const groups = [...left, ...Array.from({ length: Math.max(0, zeros) }, () => '0'), ...right]
  return `${groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`
}

/** The processes under load: `node servers.ts upstream|proxy|raw|handler|refusing [upstream address]`. Each answers `cpu` with its processor time. */
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'

import { createClientSecretHandler, toNodeHandler } from '@parley/backend'

const [role, upstream = ''] = process.argv.slice(2)
const session = { type: 'realtime', model: 'gpt-realtime-2.1', instructions: 'Be brief.' } as const
const options = { apiKey: 'sk-bench-0000000000000000', session }

async function mint(): Promise<{ value: string; expires_at: number }> {
  const answer = await fetch(`${upstream}/realtime/client_secrets`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${options.apiKey}` },
    body: JSON.stringify({ session }),
  })
  const { value, expires_at } = (await answer.json()) as { value: string; expires_at: number }
  return { value, expires_at }
}

/** What everybody writes first, as a Fetch-standard handler: a request of the page becomes one of the server, and nothing else. */
const bareProxy: RequestListener = (request, response) => void fetchProxy(request, response)
const fetchProxy = toNodeHandler(async () => Response.json(await mint()))

/** The same without Request and Response, which Node has to make from its own. */
const rawProxy: RequestListener = (request, response) => {
  request.resume()
  void mint().then((secret) =>
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(secret)),
  )
}

const handlerWith = (
  rateLimit: NonNullable<Parameters<typeof createClientSecretHandler>[0]['rateLimit']>,
): RequestListener => {
  const handler = createClientSecretHandler({
    ...options,
    ...(upstream === '' ? {} : { baseUrl: upstream }),
    // The work of real limits, at a height that the load does not reach.
    authorize: () => ({ userId: 'bench' }),
    rateLimit,
  })
  const listener = toNodeHandler(handler)
  return (request, response) => void listener(request, response)
}

const day = (limit: number): { limit: number; windowSeconds: number } => ({ limit, windowSeconds: 86_400 })
const plenty = day(1_000_000_000)
const secret = JSON.stringify({ value: `ek_${'0'.repeat(32)}`, expires_at: 1_900_000_000, session })
const listeners: Record<string, () => RequestListener> = {
  upstream: () => (request, response) => {
    request.resume()
    request.on('end', () =>
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': secret.length }).end(secret),
    )
  },
  proxy: () => bareProxy,
  raw: () => rawProxy,
  handler: () => handlerWith({ perAddress: plenty, perUser: plenty, issuedPerUser: plenty }),
  refusing: () => handlerWith({ perAddress: day(1) }),
}

const server = createServer(listeners[role ?? '']?.())
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }))
process.on('message', () => process.send?.({ cpuMs: (process.cpuUsage().user + process.cpuUsage().system) / 1000 }))
process.once('disconnect', () => process.exit())

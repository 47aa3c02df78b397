import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface UpstreamHit {
  path: string
  headers: IncomingHttpHeaders
  body: string
}
/** Answers one request; the default mints. */
export type UpstreamBehaviour = (response: ServerResponse, hit: UpstreamHit) => void

export interface RealtimeUpstream extends AsyncDisposable {
  readonly baseUrl: string
  readonly hits: UpstreamHit[]
  /** Behaviours for the next requests, in order; after them the default. */
  script(...behaviours: UpstreamBehaviour[]): void
}

export const mint: UpstreamBehaviour = (response, hit) => {
  const { session } = JSON.parse(hit.body) as { session: object }
  json(response, 200, { value: 'ek_minted', expires_at: 1_900_000_000, session: { id: 'sess_1', ...session } })
}
export const fail =
  (status: number, error: object = {}, headers: Record<string, string> = {}): UpstreamBehaviour =>
  (response) =>
    json(response, status, { error: { message: 'as asked', ...error } }, headers)
export const cut: UpstreamBehaviour = (response) => response.destroy()
export const hang: UpstreamBehaviour = () => {}
export const garbage: UpstreamBehaviour = (response) => response.end('<html>It works!</html>')

/** A real HTTP server in the place of the realtime service. */
export async function startRealtimeUpstream(): Promise<RealtimeUpstream> {
  const hits: UpstreamHit[] = []
  const scripted: UpstreamBehaviour[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const hit = { path: request.url ?? '', headers: request.headers, body: Buffer.concat(chunks).toString() }
      hits.push(hit)
      const behave = scripted.shift() ?? mint
      behave(response, hit)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    hits,
    script: (...behaviours) => void scripted.push(...behaviours),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function json(response: ServerResponse, status: number, body: object, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))
}

export const answerCall =
  (callId: string | undefined): UpstreamBehaviour =>
  (response) => {
    const location = callId === undefined ? {} : { location: `/v1/realtime/calls/${callId}` }
    response.writeHead(201, { 'content-type': 'application/sdp', ...location }).end('v=0\r\ns=answer\r\n')
  }

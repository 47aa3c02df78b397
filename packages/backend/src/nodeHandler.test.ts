import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'

import { getConnInfo } from '@hono/node-server/conninfo'
import { serve } from '@hono/node-server'
import express from 'express'
import { Hono } from 'hono'
import { describe, expect, onTestFinished, test } from 'vitest'

import { STANDARD_KEY } from '../test/keys.ts'
import { getClientAddress, setClientAddress } from './clientAddress.ts'
import { createClientSecretHandler } from './clientSecretHandler.ts'
import { toNodeHandler } from './nodeHandler.ts'

/** Answers with what it was given. */
async function echo(request: Request): Promise<Response> {
  const body = await request.text()
  const headers = new Headers({ 'x-echo': '1' })
  headers.append('set-cookie', 'a=1')
  headers.append('set-cookie', 'b=2')
  const answer = {
    method: request.method,
    url: request.url,
    body,
    type: request.headers.get('content-type'),
    address: getClientAddress(request),
  }
  return new Response(JSON.stringify(answer), { status: 207, headers })
}

async function listen(listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
const send = (url: string, body: string, type = 'application/json'): Promise<Response> =>
  fetch(url, { method: 'POST', body, headers: { 'content-type': type } })

describe('node:http', () => {
  test('hands on method, address, headers and body, and sends the answer back', async () => {
    const base = await listen((...args) => void toNodeHandler(echo)(...args))
    const response = await send(`${base}/a?b=c`, '{"voice":"ash"}')
    expect(response.status).toBe(207)
    expect(response.headers.get('x-echo')).toBe('1')
    expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2'])
    expect(await response.json()).toEqual({
      method: 'POST',
      url: `${base}/a?b=c`,
      body: '{"voice":"ash"}',
      type: 'application/json',
      address: '127.0.0.1',
    })
  })

  test('works without a body', async () => {
    const base = await listen((...args) => void toNodeHandler(echo)(...args))
    expect(await (await fetch(base)).json()).toMatchObject({ method: 'GET', body: '' })
    expect(await (await fetch(base, { method: 'POST' })).json()).toMatchObject({ method: 'POST', body: '' })
  })

  test('tells the handler that the page has gone', async () => {
    const aborted = Promise.withResolvers<void>()
    const started = Promise.withResolvers<void>()
    const base = await listen(
      (...args) =>
        void toNodeHandler(async (request) => {
          request.signal.addEventListener('abort', () => aborted.resolve())
          started.resolve()
          await aborted.promise
          return new Response()
        })(...args),
    )
    const leave = new AbortController()
    const answer = fetch(base, { method: 'POST', signal: leave.signal }).catch((error: Error) => error.name)
    await started.promise
    leave.abort()
    await aborted.promise
    expect(await answer).toBe('AbortError')
  })

  test('answers 400 when the Host header is no host', async () => {
    const base = await listen((request, response) => {
      request.headers.host = 'not a host'
      void toNodeHandler(echo)(request, response)
    })
    expect((await fetch(base)).status).toBe(400)
  })
})

describe('frameworks', () => {
  test.each([
    ['before any body parser', []],
    ['after express.json()', [express.json()]],
  ])('Express, %s', async (_, middleware) => {
    const app = express()
    app.use(
      ...(middleware.length > 0 ? middleware : [(_request: unknown, _response: unknown, next: () => void) => next()]),
    )
    app.post('/api/echo', toNodeHandler(echo))
    const base = await listen(app)
    expect(await (await send(`${base}/api/echo`, '{"voice":"ash"}')).json()).toMatchObject({
      body: '{"voice":"ash"}',
      url: `${base}/api/echo`,
    })
    expect(await (await fetch(`${base}/api/echo`, { method: 'POST' })).json()).toMatchObject({ method: 'POST' })
  })

  test('Express after express.text() for SDP, and inside a router', async () => {
    const app = express()
    const router = express.Router()
    router.use(express.text({ type: 'application/sdp' }))
    router.post('/calls', toNodeHandler(echo))
    app.use('/api', router)
    const base = await listen(app)
    const answer = await (await send(`${base}/api/calls`, 'v=0', 'application/sdp')).json()
    expect(answer).toMatchObject({ body: 'v=0', url: `${base}/api/calls` })
  })

  test('Hono on Node, with the address of the connection', async () => {
    const app = new Hono()
    app.post('/api/echo', (c) => echo(setClientAddress(c.req.raw, getConnInfo(c).remote.address)))
    const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' })
    await new Promise((resolve) => server.once('listening', resolve))
    onTestFinished(() => void server.close())
    const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    expect(await (await send(`${base}/api/echo`, '{}')).json()).toMatchObject({ body: '{}', address: '127.0.0.1' })
  })

  test('limits count by the address of the connection', async () => {
    const handler = createClientSecretHandler({
      apiKey: STANDARD_KEY,
      session: { type: 'realtime' },
      fetch: () => Promise.resolve(Response.json({ value: 'ek_1', expires_at: 1 })),
      rateLimit: { perAddress: { limit: 1, windowSeconds: 60 } },
    })
    const base = await listen((...args) => void toNodeHandler(handler)(...args))
    const forged = { 'x-forwarded-for': '10.1.2.3' }
    expect((await fetch(base, { method: 'POST' })).status).toBe(200)
    expect((await fetch(base, { method: 'POST', headers: forged })).status).toBe(429)
  })
})

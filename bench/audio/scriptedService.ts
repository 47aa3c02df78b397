import { createServer } from 'node:http'
import { readFile } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { extname, join, normalize } from 'node:path'
import { WebSocketServer, type WebSocket } from 'ws'
import { ageOf, triangle } from './signal.ts'

/** How a response comes over the wire. */
export interface Speech {
  items: { id: string; ms: number }[]
  responseId?: string
  chunkMs?: number
  /** 1: as fast as it is spoken. */
  pace?: number
  /** How far ahead of its pace the service is from the beginning. */
  leadMs?: number
  stall?: { everyMs: number; forMs: number }
}

/** What one connection said, and when. */
export interface Heard {
  appends: { at: number; oldestMs: number; newestMs: number }[]
  events: { at: number; event: { type: string; item_id?: string; audio_end_ms?: number } }[]
}

export interface Connection {
  readonly heard: Heard
  /** Resolves with the time at which the first delta left, when all of it has. */
  speak(speech: Speech): Promise<{ firstAt: number; sentMs: number }>
  /** Text deltas alone, for so long. */
  write(perSecond: number, ms: number): Promise<void>
  /** The user speaks. Returns when it was told. `late`: what was under way goes on coming for a while. */
  bargeIn(options?: { lateMs?: number }): number
}

const types: Readonly<Record<string, string>> = { '.html': 'text/html', '.js': 'text/javascript' }

/** The audio part of a realtime service, and the pages under test, on one port. */
export async function startService(root: string) {
  const http = createServer(async (request, response) => {
    const path = normalize(new URL(request.url ?? '/', 'http://x').pathname)
    if (path === '/favicon.ico') return void response.writeHead(204).end()
    try {
      const body = await readFile(join(root, path))
      response.writeHead(200, { 'content-type': types[extname(path)] ?? 'application/octet-stream' }).end(body)
    } catch {
      response.writeHead(404).end()
    }
  })
  const sockets = new WebSocketServer({
    server: http,
    handleProtocols: (offered) => (offered.has('realtime') ? 'realtime' : false),
  })
  const waiting: ((connection: Connection) => void)[] = []
  sockets.on('connection', (socket) => waiting.shift()?.(accept(socket)))
  await new Promise<void>((resolve) => void http.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    nextConnection: () => new Promise<Connection>((resolve) => void waiting.push(resolve)),
    close() {
      for (const client of sockets.clients) client.terminate()
      http.close()
    },
  }
}

function accept(socket: WebSocket): Connection {
  const heard: Heard = { appends: [], events: [] }
  let cut = false
  let stopAt = Infinity
  let ids = 0
  const say = (event: object) => socket.send(JSON.stringify({ event_id: `event_${++ids}`, ...event }))
  const session = { id: 'sess_bench', object: 'realtime.session', type: 'realtime', model: 'bench', audio: {} }

  socket.on('message', (data) => {
    const at = Date.now()
    const event = JSON.parse((data as Buffer).toString()) as { type: string; audio?: string }
    if (event.type === 'input_audio_buffer.append') {
      const bytes = Buffer.from(event.audio ?? '', 'base64')
      if (bytes.length < 4) return
      const oldestMs = ageOf(bytes.readInt16LE(0), at)
      heard.appends.push({ at, oldestMs, newestMs: ageOf(bytes.readInt16LE(bytes.length - 2), at) })
    } else heard.events.push({ at, event })
    if (event.type === 'session.update') say({ type: 'session.updated', session })
  })
  say({ type: 'session.created', session })

  return {
    heard,
    async speak({ items, responseId = 'resp_1', chunkMs = 100, pace = 1, leadMs = 0, stall }) {
      cut = false
      stopAt = Infinity
      const base = { response_id: responseId, output_index: 0, content_index: 0 }
      say({
        type: 'response.created',
        response: {
          id: responseId,
          object: 'realtime.response',
          status: 'in_progress',
          output: [],
          conversation_id: 'conv_1',
        },
      })
      const started = performance.now()
      let firstAt = 0
      let sentMs = 0
      let position = 0
      for (const [index, { id, ms }] of items.entries()) {
        const item = {
          id,
          object: 'realtime.item',
          type: 'message',
          role: 'assistant',
          status: 'in_progress',
          content: [] as object[],
        }
        say({ type: 'response.output_item.added', response_id: responseId, output_index: index, item })
        say({ type: 'conversation.item.added', previous_item_id: null, item })
        say({ type: 'response.content_part.added', ...base, item_id: id, part: { type: 'audio', transcript: '' } })
        for (let at = 0; at < ms; at += chunkMs) {
          for (;;) {
            const elapsed = performance.now() - started
            const stalled = stall !== undefined && elapsed % stall.everyMs < stall.forMs && elapsed > stall.everyMs
            if (!stalled && sentMs <= elapsed * pace + leadMs) break
            await new Promise((resolve) => setTimeout(resolve, 2))
          }
          if (cut && Date.now() > stopAt) break
          const samples = Int16Array.from({ length: chunkMs * 24 }, () => triangle(position++))
          say({
            type: 'response.output_audio.delta',
            ...base,
            item_id: id,
            delta: Buffer.from(samples.buffer).toString('base64'),
          })
          say({ type: 'response.output_audio_transcript.delta', ...base, item_id: id, delta: 'word ' })
          firstAt ||= Date.now()
          sentMs += chunkMs
        }
        say({ type: 'response.output_audio.done', ...base, item_id: id })
        say({
          type: 'response.output_item.done',
          response_id: responseId,
          output_index: index,
          item: { ...item, status: cut ? 'incomplete' : 'completed' },
        })
      }
      say({
        type: 'response.done',
        response: {
          id: responseId,
          object: 'realtime.response',
          status: cut ? 'cancelled' : 'completed',
          output: [],
          conversation_id: 'conv_1',
        },
      })
      return { firstAt, sentMs }
    },
    async write(perSecond, ms) {
      const end = performance.now() + ms
      const base = { response_id: 'resp_text', item_id: 'item_text', output_index: 0, content_index: 0 }
      const item = {
        id: 'item_text',
        object: 'realtime.item',
        type: 'message',
        role: 'assistant',
        status: 'in_progress',
        content: [],
      }
      say({
        type: 'response.created',
        response: {
          id: 'resp_text',
          object: 'realtime.response',
          status: 'in_progress',
          output: [],
          conversation_id: 'conv_1',
        },
      })
      say({ type: 'response.output_item.added', response_id: 'resp_text', output_index: 0, item })
      while (performance.now() < end) {
        for (let i = 0; i < perSecond / 50; i++)
          say({ type: 'response.output_audio_transcript.delta', ...base, delta: 'word ' })
        await new Promise((resolve) => setTimeout(resolve, 20))
      }
    },
    bargeIn({ lateMs = 0 } = {}) {
      cut = true
      stopAt = Date.now() + lateMs
      say({ type: 'input_audio_buffer.speech_started', item_id: 'item_user', audio_start_ms: 0 })
      return Date.now()
    },
  }
}

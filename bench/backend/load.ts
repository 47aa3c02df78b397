import { Agent, request } from 'node:http'
import { performance } from 'node:perf_hooks'

export interface LoadResult {
  requests: number
  perSecond: number
  p50Ms: number
  p99Ms: number
  statuses: Record<number, number>
}

/** Sends so many requests, `connections` of them at a time; every answer is read to its end. */
export async function load(url: string, options: { connections: number; requests: number }): Promise<LoadResult> {
  const agent = new Agent({ keepAlive: true, maxSockets: options.connections })
  const latencies: number[] = []
  const statuses: Record<number, number> = {}
  const startedAt = performance.now()
  let left = options.requests
  const worker = async (): Promise<void> => {
    while (left-- > 0) {
      const sentAt = performance.now()
      const status = await post(url, agent)
      latencies.push(performance.now() - sentAt)
      statuses[status] = (statuses[status] ?? 0) + 1
    }
  }
  await Promise.all(Array.from({ length: options.connections }, worker))
  const seconds = (performance.now() - startedAt) / 1000
  agent.destroy()
  latencies.sort((a, b) => a - b)
  const at = (share: number): number =>
    latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))] ?? 0
  return {
    requests: latencies.length,
    perSecond: latencies.length / seconds,
    p50Ms: at(0.5),
    p99Ms: at(0.99),
    statuses,
  }
}

function post(url: string, agent: Agent): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = request(url, {
      method: 'POST',
      agent,
      headers: { 'sec-fetch-site': 'same-origin', 'content-length': 0 },
    })
    sent.on('error', reject)
    sent.on('response', (response) => {
      response.resume()
      response.on('end', () => resolve(response.statusCode ?? 0))
    })
    sent.end()
  })
}

/**
 * The client secret route under load, beside a bare fetch proxy in the same run.
 * `node --conditions=@parley/source bench/backend/run.ts`; exits with 1 when a bound is missed.
 */
import { fork, type ChildProcess } from 'node:child_process'
import { fileURLToPath } from 'node:url'

import { load, type LoadResult } from './load.ts'

/** Rounds are taken in turn, so that whatever else the machine does hits both. */
const ROUNDS = 5
const ROUND_REQUESTS = 4_000
/** The route has more code to compile than a proxy of ten lines. */
const WARM_UP_REQUESTS = 12_000
const CONNECTIONS = 16
const BOUNDS = { refusedPerCoreSecond: 2_000, issuedRatio: 0.7 }

interface Server extends AsyncDisposable {
  url: string
  cpuMs(): Promise<number>
}

async function start(role: string, ...args: string[]): Promise<Server> {
  const child = fork(fileURLToPath(new URL('servers.ts', import.meta.url)), [role, ...args])
  const { port } = await message<{ port: number }>(child)
  return {
    url: `http://127.0.0.1:${port}`,
    async cpuMs() {
      child.send('cpu')
      return (await message<{ cpuMs: number }>(child)).cpuMs
    },
    async [Symbol.asyncDispose]() {
      const gone = new Promise((resolve) => child.once('exit', resolve))
      child.disconnect()
      await gone
    },
  }
}

function message<T>(child: ChildProcess): Promise<T> {
  return new Promise((resolve, reject) => {
    const ended = (code: number | null): void => reject(new Error(`The server ended with ${code}.`))
    child.once('exit', ended)
    child.once('message', (value) => {
      child.off('exit', ended)
      resolve(value as T)
    })
  })
}

interface Round extends LoadResult {
  perCoreSecond: number
}

async function measure(server: Server): Promise<Round> {
  const before = await server.cpuMs()
  const result = await load(server.url, { connections: CONNECTIONS, requests: ROUND_REQUESTS })
  return { ...result, perCoreSecond: result.requests / (((await server.cpuMs()) - before) / 1000) }
}

const median = (values: number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0
const of = (rounds: Round[], pick: (round: Round) => number): number => median(rounds.map(pick))

function row(name: string, rounds: Round[]): Record<string, string | number> {
  return {
    route: name,
    'req/s': Math.round(of(rounds, (round) => round.perSecond)),
    'req/s per core': Math.round(of(rounds, (round) => round.perCoreSecond)),
    'p50 ms': of(rounds, (round) => round.p50Ms).toFixed(1),
    'p99 ms': of(rounds, (round) => round.p99Ms).toFixed(1),
    statuses: JSON.stringify(rounds.at(-1)?.statuses),
  }
}

await using upstream = await start('upstream')
await using proxy = await start('proxy', `${upstream.url}/v1`)
await using raw = await start('raw', `${upstream.url}/v1`)
await using handler = await start('handler', `${upstream.url}/v1`)
await using refusing = await start('refusing', `${upstream.url}/v1`)
for (const server of [proxy, raw, handler, refusing])
  await load(server.url, { connections: CONNECTIONS, requests: WARM_UP_REQUESTS })

const rounds = { proxy: [] as Round[], raw: [] as Round[], handler: [] as Round[], refusing: [] as Round[] }
for (let n = 0; n < ROUNDS; n++) {
  rounds.proxy.push(await measure(proxy))
  rounds.raw.push(await measure(raw))
  rounds.handler.push(await measure(handler))
  rounds.refusing.push(await measure(refusing))
}

console.table([
  row('bare fetch proxy', rounds.proxy),
  row('bare fetch proxy, node:http only', rounds.raw),
  row('client secret handler, issued', rounds.handler),
  row('client secret handler, refused', rounds.refusing),
])
const ratioTo = (peer: Round[]): number =>
  median(rounds.handler.map((round, n) => round.perSecond / (peer[n]?.perSecond ?? Number.NaN)))
const cpuRatio = of(rounds.handler, (round) => round.perCoreSecond) / of(rounds.proxy, (round) => round.perCoreSecond)
const refused = of(rounds.refusing, (round) => round.perCoreSecond)
const onlyRefused = Object.keys(rounds.refusing.at(-1)?.statuses ?? {}).join() === '429'
const onlyIssued = Object.keys(rounds.handler.at(-1)?.statuses ?? {}).join() === '200'
console.log(
  `issued, as a ratio to the bare fetch proxy: ${cpuRatio.toFixed(2)} by processor time (bound ${BOUNDS.issuedRatio}), ${ratioTo(rounds.proxy).toFixed(2)} by requests a second`,
)
console.log(`to the one without Request and Response: ${ratioTo(rounds.raw).toFixed(2)} by requests a second`)
console.log(`refused per second and core: ${Math.round(refused)} (bound ${BOUNDS.refusedPerCoreSecond})`)
// Processor time is what a request costs whoever else uses the machine; requests a second are shown beside it.
if (!(cpuRatio >= BOUNDS.issuedRatio && refused >= BOUNDS.refusedPerCoreSecond && onlyRefused && onlyIssued)) {
  console.error('A bound is missed.')
  process.exitCode = 1
}

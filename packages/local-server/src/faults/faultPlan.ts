/** What shall go wrong with one connection. The same plan and seed give the same run. */
export interface FaultPlan {
  /** Every event comes this much later. */
  latencyMs?: number
  /** Up to this much more, without changing the order. */
  jitterMs?: number
  /** Share of server events, 0 to 1, that are lost, sent twice, swapped with the next one, or cut in the middle. */
  drop?: number
  duplicate?: number
  reorder?: number
  malformed?: number
  /** Closes with this code in the middle of an answer; 1006 drops the connection without a word. */
  close?: number
  /** How many audio or text deltas come before that. Default 3. */
  closeAfter?: number
  /** The handshake (or the HTTP answer) takes this long. */
  handshakeMs?: number
  /** The handshake (or the HTTP request) is answered with this status, for example 401, 429 or 500. */
  status?: number
  /** The session expires after this long. */
  expireMs?: number
  seed?: number
}

const names: Readonly<Record<string, keyof FaultPlan>> = {
  latency: 'latencyMs',
  jitter: 'jitterMs',
  drop: 'drop',
  duplicate: 'duplicate',
  reorder: 'reorder',
  malformed: 'malformed',
  close: 'close',
  'close-after': 'closeAfter',
  handshake: 'handshakeMs',
  status: 'status',
  expire: 'expireMs',
  seed: 'seed',
}
const shares = new Set<keyof FaultPlan>(['drop', 'duplicate', 'reorder', 'malformed'])

/** Reads `latency:200,jitter:50,drop:0.1,seed:7`. Throws for a name or a number that does not fit. */
export function parseFaultPlan(text: string): FaultPlan {
  const plan: FaultPlan = {}
  for (const entry of text.split(',').filter((part) => part.trim() !== '')) {
    const [name = '', value = ''] = entry.split(':').map((part) => part.trim())
    const key = Object.hasOwn(names, name) ? names[name] : undefined
    if (!key) throw new Error(`There is no fault '${name.slice(0, 40)}'. Faults are ${Object.keys(names).join(', ')}.`)
    const number = Number(value)
    const fits = value !== '' && Number.isFinite(number) && number >= 0 && (!shares.has(key) || number <= 1)
    if (!fits)
      throw new Error(
        `The fault '${name}' needs a number${shares.has(key) ? ' from 0 to 1' : ''}, not '${value.slice(0, 40)}'.`,
      )
    plan[key] = number
  }
  return plan
}

/** The plan of a request: query `fault`, else header `x-parley-fault`, else the server's own. */
export function faultPlanOf(url: URL, headers: Headers, fallback: FaultPlan | undefined): FaultPlan {
  const text = url.searchParams.get('fault') ?? headers.get('x-parley-fault')
  return text === null ? (fallback ?? {}) : { ...fallback, ...parseFaultPlan(text) }
}

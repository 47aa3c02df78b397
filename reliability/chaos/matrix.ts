import { transports, type TransportName } from './platforms.ts'

export const moments = [
  'connecting',
  'user-speaking',
  'thinking',
  'speaking',
  'tool-running',
  'approval-pending',
  'handoff',
] as const
export type Moment = (typeof moments)[number]

export const faults = [
  'latency',
  'jitter',
  'loss',
  'reorder',
  'duplicate',
  'malformed',
  'close',
  'slow-handshake',
  'secrets-401',
  'secrets-403',
  'secrets-429',
  'secrets-500',
  'calls-401',
  'calls-403',
  'calls-429',
  'calls-500',
  'expiry',
  'restart',
  'backpressure',
] as const
export type FaultName = (typeof faults)[number]

export interface Cell {
  fault: FaultName
  transport: TransportName
  moment: Moment
}

/** Cells that cannot occur, each by a rule with its reason. */
export const exclusions: readonly { rule: string; fits(cell: Cell): boolean }[] = [
  {
    rule: 'expiry × connecting: there is no session yet that could reach its limit.',
    fits: ({ fault, moment }) => fault === 'expiry' && moment === 'connecting',
  },
]

export const allCells: readonly Cell[] = faults.flatMap((fault) =>
  transports.flatMap((transport) => moments.map((moment) => ({ fault, transport, moment }))),
)

export const exclusionOf = (cell: Cell): string | null => exclusions.find(({ fits }) => fits(cell))?.rule ?? null

export const cellName = ({ fault, transport, moment }: Cell): string => `${fault}/${transport}/${moment}`

/** `fault/transport/moment`, any of them `*`. @throws Error naming what there is. */
export function cellsNamed(pattern: string): Cell[] {
  const [fault = '*', transport = '*', moment = '*'] = pattern.split('/')
  const fits = (wanted: string, value: string): boolean => wanted === '*' || wanted === value
  const found = allCells.filter(
    (cell) => fits(fault, cell.fault) && fits(transport, cell.transport) && fits(moment, cell.moment),
  )
  if (found.length > 0) return found
  throw new Error(
    `There is no cell "${pattern}". Faults: ${faults.join(', ')}. Transports: ${transports.join(', ')}. Moments: ${moments.join(', ')}.`,
  )
}

/** Numbers from a seed, the same for the same seed (mulberry32). */
export function createDice(seed: number): () => number {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

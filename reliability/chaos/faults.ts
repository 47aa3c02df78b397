import type { ConnectionStatus, ErrorCode } from '@parley/core'
import type { FaultPlan } from '@parley/local-server'
import type { Cell, FaultName } from './matrix.ts'
import type { Network } from './network.ts'

export interface Ending {
  status: ConnectionStatus
  /** Where it ends in an error: what it may be. */
  codes?: readonly ErrorCode[]
  /** The HTTP status that the error must carry. */
  httpStatus?: number
}

/** How one fault is put on a running conversation, and what is promised of it. */
export interface FaultMode {
  /** Begins at the moment; `connecting`: before there is a connection. `dice` gives the same numbers for the same seed. */
  arm(network: Network, dice: () => number, connecting: boolean): void
  /** Ends what does not end by itself, so long after the moment. */
  lift?: (network: Network) => void
  liftAfterMs?: number
  /** How the conversation must stand when everything has calmed down. Default: connected. */
  ends?: (cell: Cell) => Ending
  /** Nothing of the conversation may differ from the one without the fault. */
  harmless?: true
  /** Events are lost for good: what hung on them may hang until the connection is made anew. */
  lossy?: true
}

const onEvents = (plan: (dice: () => number) => FaultPlan): Pick<FaultMode, 'arm'> => ({
  arm(network, dice) {
    const drawn = { ...plan(dice), seed: Math.floor(dice() * 2 ** 31) }
    network.trouble.plan = drawn
    for (const link of network.links) link.arm(drawn)
  },
})
const calmDown = (network: Network): void => {
  network.trouble.plan = null
  for (const link of network.links) link.disarm()
}
const cutAll = (network: Network): void => {
  for (const link of network.links) link.cut()
}

/** A secret route, or the service itself, that answers with this status from the moment on; there the connection is cut. */
function refusing(key: 'secretStatus' | 'openStatus', status: number): FaultMode {
  const lasting = status === 401 || status === 403
  return {
    arm(network, _dice, connecting) {
      network.trouble[key] = status
      if (!connecting) cutAll(network)
    },
    ...(lasting ? {} : { liftAfterMs: 3000, lift: (network) => (network.trouble[key] = 0) }),
    ends({ transport, moment }) {
      // A page is not told why a handshake failed: it goes on trying, as for any network trouble.
      const seen = key === 'openStatus' && !transport.startsWith('websocket')
      if (moment === 'connecting') {
        if (key === 'secretStatus') return { status: 'error', codes: ['client_secret_failed'] }
        return { status: 'error', codes: ['handshake_failed'], ...(seen ? { httpStatus: status } : {}) }
      }
      if (!lasting) return { status: 'connected' }
      return seen
        ? { status: 'error', codes: ['handshake_failed'], httpStatus: status }
        : { status: 'error', codes: ['reconnect_gave_up'] }
    },
  }
}

export const faultModes: Record<FaultName, FaultMode> = {
  latency: { ...onEvents((dice) => ({ latencyMs: 200 + Math.floor(dice() * 600) })), harmless: true },
  jitter: { ...onEvents((dice) => ({ jitterMs: 100 + Math.floor(dice() * 400) })), harmless: true },
  loss: { ...onEvents(() => ({ drop: 0.25 })), lift: calmDown, liftAfterMs: 6000, lossy: true },
  reorder: { ...onEvents(() => ({ reorder: 0.25 })) },
  duplicate: { ...onEvents(() => ({ duplicate: 0.4 })), harmless: true },
  malformed: { ...onEvents(() => ({ malformed: 0.25 })), lift: calmDown, liftAfterMs: 6000, lossy: true },
  close: {
    arm(network, dice, connecting) {
      const plan: FaultPlan = { close: 1011, closeAfter: 1 + Math.floor(dice() * 4) }
      if (connecting) network.trouble.plan = plan
      for (const link of network.links) link.arm(plan)
    },
    // Once: the next connection is a good one.
    lift: (network) => (network.trouble.plan = null),
    liftAfterMs: 100,
  },
  'slow-handshake': {
    arm(network, dice, connecting) {
      network.trouble.handshakeMs = 2000 + Math.floor(dice() * 4000)
      if (!connecting) cutAll(network)
    },
    lift: (network) => (network.trouble.handshakeMs = 0),
    liftAfterMs: 10_000,
  },
  'secrets-401': refusing('secretStatus', 401),
  'secrets-403': refusing('secretStatus', 403),
  'secrets-429': refusing('secretStatus', 429),
  'secrets-500': refusing('secretStatus', 500),
  'calls-401': refusing('openStatus', 401),
  'calls-403': refusing('openStatus', 403),
  'calls-429': refusing('openStatus', 429),
  'calls-500': refusing('openStatus', 500),
  // The session was given its limit when it began; see `runCell`.
  expiry: { arm() {} },
  restart: {
    arm: (network) => network.restart(2000),
    ends: ({ moment }) =>
      moment === 'connecting'
        ? { status: 'error', codes: ['handshake_failed', 'closed_by_server', 'client_secret_failed'] }
        : { status: 'connected' },
  },
  backpressure: {
    arm(network) {
      network.trouble.paused = true
      for (const link of network.links) link.pause()
    },
    lift(network) {
      network.trouble.paused = false
      for (const link of network.links) link.resume()
    },
    liftAfterMs: 25_000,
    harmless: true,
  },
}

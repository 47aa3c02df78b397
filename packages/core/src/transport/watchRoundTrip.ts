import type { Clock } from '../clock.ts'

const intervalMs = 5_000

/** Tells every five seconds how long the path in use takes there and back, in ms, while there is one. Returns how to stop. */
export function watchRoundTrip(
  connection: Pick<RTCPeerConnection, 'connectionState' | 'getStats'>,
  clock: Clock,
  tell: (ms: number) => void,
): () => void {
  let stopped = false
  let cancel = (): void => {}
  const wait = (): void => {
    cancel = clock.setTimeout(() => void measure(), intervalMs)
  }
  const measure = async (): Promise<void> => {
    const ms = connection.connectionState === 'connected' ? await roundTripMs(connection) : null
    if (stopped) return
    if (ms !== null) tell(ms)
    // A listener may have ended the call.
    if (!stopped) wait()
  }
  wait()
  return () => {
    stopped = true
    cancel()
  }
}

/** Null where the browser does not say. */
async function roundTripMs(connection: Pick<RTCPeerConnection, 'getStats'>): Promise<number | null> {
  let seconds: number | undefined
  try {
    for (const stats of (await connection.getStats()).values() as Iterable<RTCIceCandidatePairStats>) {
      if (stats.type !== 'candidate-pair' || !stats.nominated || stats.state !== 'succeeded') continue
      seconds = stats.currentRoundTripTime ?? seconds
    }
  } catch {
    // A figure to look at is not worth an error.
  }
  return seconds === undefined ? null : Math.round(seconds * 1000)
}

import { createResampler, pcm16ToFloat, type Resampler } from '@parley/core/codec'
import { detectorSampleRate, type TurnDetector, type TurnDetectorStream } from '../turn/turnDetector.ts'

/** A detector needs no fine filter; this one costs a third. */
const detectorTaps = 12

/** Feeds the input to the turn detector in order, at its rate, and reports each window. Nothing is heard while turns are manual. */
export interface DetectorFeed {
  /** Listens afresh under a new generation, or (null) no longer. */
  restart(generation: number | null): void
  write(samples: Int16Array, sampleRate: number): void
  close(): void
}

export function createDetectorFeed(
  detector: TurnDetector | null,
  report: (generation: number, probability: number) => void,
): DetectorFeed {
  let stream: TurnDetectorStream | null = null
  let generation: number | null = null
  let resampler: Resampler | null = null
  let rate = 0
  let chain: Promise<void> = Promise.resolve()

  const feed = async (to: TurnDetectorStream, samples: Float32Array, current: number) => {
    if (current !== generation) return
    for (const probability of await to.write(samples)) {
      if (current !== generation) return
      report(current, probability)
    }
  }

  return {
    restart(next) {
      generation = next
      stream?.close()
      stream = next === null || !detector ? null : detector.open()
      resampler = null
    },
    write(samples, sampleRate) {
      const current = generation
      const to = stream
      if (!to || current === null || samples.length === 0) return
      if (!resampler || rate !== sampleRate) {
        rate = sampleRate
        resampler = createResampler(sampleRate, detectorSampleRate, detectorTaps)
      }
      const floats = resampler.process(pcm16ToFloat(samples))
      chain = chain.then(() => feed(to, floats, current)).catch(() => {})
    },
    close() {
      generation = null
      stream?.close()
      stream = null
    },
  }
}

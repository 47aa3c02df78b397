import { detectorWindow, type TurnDetector } from './turnDetector.ts'

/** Takes loud for speech: enough for prepared audio, not for rooms. Needs no model. `level` is the RMS (0 to 1) from which it is sure. */
export function createLevelDetector(level: number = 0.02): TurnDetector {
  return {
    open() {
      let filled = 0
      let energy = 0
      return {
        write(samples) {
          const probabilities: number[] = []
          for (const sample of samples) {
            energy += sample * sample
            if (++filled < detectorWindow) continue
            probabilities.push(Math.min(1, Math.sqrt(energy / detectorWindow) / level))
            filled = 0
            energy = 0
          }
          return Promise.resolve(probabilities)
        },
        reset() {
          filled = 0
          energy = 0
        },
        close() {},
      }
    },
  }
}

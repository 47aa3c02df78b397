// Runs on the audio thread of every stack alike: one hears what is played, one says the time.

class Probe extends AudioWorkletProcessor {
  frames = 0
  runs = []
  silent = 0
  sounding = false

  constructor() {
    super()
    this.port.onmessage = () => {
      this.port.postMessage({ frames: this.frames, runs: this.runs }, [])
      this.frames = 0
      this.runs = []
    }
  }

  process([input]) {
    const samples = input[0]
    const length = samples ? samples.length : 128
    for (let i = 0; i < length; i++) {
      const loud = samples !== undefined && (samples[i] > 0.004 || samples[i] < -0.004)
      if (!loud) {
        this.silent++
        // A zero crossing or a declick is not a gap: 2 ms are.
        if (this.sounding && this.silent === 48) {
          this.sounding = false
          this.runs.at(-1).offAt = Date.now()
        }
        continue
      }
      if (!this.sounding) {
        this.sounding = true
        this.runs.push({ onAt: Date.now(), offAt: 0, frames: 0, gapFrames: this.silent })
      }
      this.silent = 0
      this.frames++
      const run = this.runs.at(-1)
      if (run) run.frames++
    }
    return true
  }
}

class ClockSource extends AudioWorkletProcessor {
  process(_inputs, [output]) {
    output[0].fill(((Date.now() % 8192) * 4 - 16384) / 32768)
    return true
  }
}

for (const [name, processor] of [
  ['bench-probe', Probe],
  ['bench-clock', ClockSource],
]) {
  try {
    registerProcessor(name, processor)
  } catch {
    // A second context of the same page may share the scope.
  }
}

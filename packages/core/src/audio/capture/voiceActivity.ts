/** What `VoiceActivity` noticed in a window. */
export interface Activity {
  speaking: boolean
  silent: boolean
}

const speechWindows = 4
const pauseWindows = 12
const silentWindows = 20
const leastSpeech = 0.012

/**
 * Whether somebody speaks near the microphone, and whether it gives anything at all, from the loudness of 50 ms windows.
 * Only for hints to the user: turns are the server's matter.
 */
export class VoiceActivity {
  #floor = leastSpeech / 3
  #loud = 0
  #quiet = 0
  #dead = 0
  readonly activity: Activity = { speaking: false, silent: false }

  /** True when either answer changed. */
  window(rms: number): boolean {
    const { speaking, silent } = this.activity
    if (rms > Math.max(leastSpeech, this.#floor * 4)) {
      this.#loud++
      this.#quiet = 0
    } else {
      this.#quiet++
      this.#loud = 0
      this.#floor += (rms - this.#floor) * 0.05
    }
    if (this.#loud >= speechWindows) this.activity.speaking = true
    if (this.#quiet >= pauseWindows) this.activity.speaking = false
    this.#dead = rms < 1e-6 ? this.#dead + 1 : 0
    this.activity.silent = this.#dead >= silentWindows
    return speaking !== this.activity.speaking || silent !== this.activity.silent
  }
}

/** What `VoiceActivity` noticed in a window. */
export interface Activity {
  speaking: boolean
  silent: boolean
  /** For how long there has been nothing but zeros. */
  silentMs: number
}

const speechWindows = 4
const pauseWindows = 12
/** A device that has given nothing yet is soon said to be silent. */
const silentFromStartMs = 3_000
/** One that was heard is not: noise suppression makes pauses of pure zeros. A switch on the headset shows all the same. */
const silentAfterSpeechMs = 30_000
const windowMs = 50
const leastSpeech = 0.012

/**
 * Whether somebody speaks near the microphone, and whether it gives anything at all, from the loudness of 50 ms windows.
 * Only for hints to the user: turns are the server's matter.
 */
export class VoiceActivity {
  #floor = leastSpeech / 3
  #loud = 0
  #quiet = 0
  #everHeard = false
  readonly activity: Activity = { speaking: false, silent: false, silentMs: 0 }

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
    const dead = rms < 1e-6
    if (!dead) this.#everHeard = true
    this.activity.silentMs = dead ? this.activity.silentMs + windowMs : 0
    this.activity.silent = this.activity.silentMs >= (this.#everHeard ? silentAfterSpeechMs : silentFromStartMs)
    return speaking !== this.activity.speaking || silent !== this.activity.silent
  }
}

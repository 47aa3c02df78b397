import type { Clock } from '../../clock.ts'
import { DeviceError } from '../../errors.ts'

type Sink = { setSinkId?: (id: string) => Promise<void> }

const rampSeconds = 0.015
const mostLatencySeconds = 0.1

/**
 * From the playback node to the loudspeaker: volume, mute and the choice of device. The context's own output where the
 * browser can choose it, an audio element only for a chosen device elsewhere.
 */
export class OutputRoute {
  #context: AudioContext
  #clock: Clock
  #gain: GainNode
  #element: HTMLAudioElement | null = null
  #volume = 1
  #muted = false

  constructor(context: AudioContext, source: AudioNode, settings: { volume: number; muted: boolean; clock: Clock }) {
    this.#context = context
    this.#clock = settings.clock
    this.#gain = context.createGain()
    this.#volume = settings.volume
    this.#muted = settings.muted
    this.#gain.gain.value = this.#target
    source.connect(this.#gain)
    this.#gain.connect(context.destination)
  }

  setVolume(volume: number): void {
    this.#volume = volume
    this.#ramp(this.#target)
  }

  setMuted(muted: boolean): void {
    this.#muted = muted
    this.#ramp(this.#target)
  }

  /** `default` or an id of `listDevices('audiooutput')`. Rejects with a `DeviceError`; the old device stays then. */
  async setDevice(id: string): Promise<void> {
    const sinkId = id === 'default' ? '' : id
    this.#ramp(0)
    // What was rendered already is still on its way to the old device: it has to get there, or it ends in a click.
    const waitSeconds = rampSeconds + Math.min(this.#context.outputLatency || 0, mostLatencySeconds)
    await new Promise<void>((done) => this.#clock.setTimeout(done, waitSeconds * 1000))
    try {
      const context = this.#context as Sink
      if (context.setSinkId) await context.setSinkId(sinkId)
      else await this.#throughElement(sinkId)
    } catch (error) {
      throw sinkError(error)
    } finally {
      this.#ramp(this.#target)
    }
  }

  close(): void {
    this.#gain.disconnect()
    this.#removeElement()
  }

  get #target(): number {
    return this.#muted ? 0 : this.#volume
  }

  async #throughElement(sinkId: string): Promise<void> {
    if (sinkId === '') {
      if (!this.#element) return
      this.#removeElement()
      this.#gain.disconnect()
      this.#gain.connect(this.#context.destination)
      return
    }
    const element = this.#element ?? new Audio()
    if (!(element as Sink).setSinkId) {
      throw new DeviceError(
        'device_unsupported',
        'This browser cannot choose where sound comes out. Choose it in the system’s settings.',
      )
    }
    await (element as Required<Sink>).setSinkId(sinkId)
    if (this.#element) return
    const destination = this.#context.createMediaStreamDestination()
    element.srcObject = destination.stream
    await element.play()
    this.#element = element
    this.#gain.disconnect()
    this.#gain.connect(destination)
  }

  #removeElement(): void {
    this.#element?.pause()
    if (this.#element) this.#element.srcObject = null
    this.#element = null
  }

  #ramp(to: number): void {
    const { gain } = this.#gain
    const now = this.#context.currentTime
    gain.cancelScheduledValues(now)
    gain.setValueAtTime(gain.value, now)
    gain.linearRampToValueAtTime(to, now + rampSeconds)
  }
}

/** What a browser throws when an output device cannot be used, in words for the user. */
export function sinkError(error: unknown): DeviceError {
  if (error instanceof DeviceError) return error
  const name = (error as { name?: string }).name
  if (name === 'NotFoundError') {
    return new DeviceError('device_not_found', 'That loudspeaker is not there any more. Choose another one.', {
      cause: error,
    })
  }
  if (name === 'NotAllowedError') {
    return new DeviceError('playback_blocked', 'The browser does not allow this page to use that loudspeaker.', {
      cause: error,
    })
  }
  return new DeviceError('device_busy', 'That loudspeaker could not be used. Try again, or choose another one.', {
    cause: error,
  })
}

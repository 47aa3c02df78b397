import { MicSource } from '../capture/micSource.ts'
import type { RecordingHub } from '../recording/recordingHub.ts'
import { sinkError } from './outputRoute.ts'

/**
 * The other side of a call, played by an audio element: that is the path browsers smooth, and take the echo out of. The
 * level is measured beside it and does not touch the sound.
 */
export class CallOutput {
  #element = new Audio()
  #stream: MediaStream
  #context: Promise<AudioContext>
  #onLevel: (rms: number, peak: number) => void
  #onBlocked: () => void
  #meter: MicSource | null = null
  #metering = false
  #closed = false
  #stopRecording = (): void => {}

  constructor(options: {
    stream: MediaStream
    settings: { volume: number; muted: boolean; deviceId: string | null }
    context: Promise<AudioContext>
    recording: RecordingHub
    onLevel: (rms: number, peak: number) => void
    onBlocked: () => void
  }) {
    this.#stream = options.stream
    this.#context = options.context
    this.#context.catch(() => {})
    this.#onLevel = options.onLevel
    this.#onBlocked = options.onBlocked
    this.#element.srcObject = options.stream
    this.apply(options.settings)
    const { deviceId } = options.settings
    if (deviceId !== null) this.setDevice(deviceId).catch(() => {})
    void this.unlock()
    void this.#offerRecording(options.recording)
  }

  apply({ volume, muted }: { volume: number; muted: boolean }): void {
    this.#element.volume = volume
    this.#element.muted = muted
  }

  async setDevice(id: string): Promise<void> {
    const element = this.#element as { setSinkId?: (id: string) => Promise<void> }
    try {
      await element.setSinkId?.(id === 'default' ? '' : id)
    } catch (error) {
      throw sinkError(error)
    }
  }

  /** Starts, or goes on after the user's gesture. */
  async unlock(): Promise<void> {
    try {
      await this.#element.play()
    } catch (error) {
      if (!this.#closed && (error as { name?: string }).name === 'NotAllowedError') this.#onBlocked()
    }
  }

  meter(on: boolean): void {
    this.#metering = on
    void this.#applyMeter()
  }

  close(): void {
    this.#closed = true
    this.#stopRecording()
    this.#element.pause()
    this.#element.srcObject = null
    this.#meter?.close()
    this.#meter = null
  }

  async #offerRecording(recording: RecordingHub): Promise<void> {
    const context = await this.#context.catch(() => null)
    if (!context || this.#closed) return
    const source = context.createMediaStreamSource(this.#stream)
    const takeBack = recording.add('agent', source)
    this.#stopRecording = () => {
      takeBack()
      source.disconnect()
    }
  }

  async #applyMeter(): Promise<void> {
    if (!this.#meter && this.#metering) {
      const context = await this.#context.catch(() => null)
      if (!context || this.#closed || this.#meter) return
      this.#meter = new MicSource(context, { codec: null, chunkMs: 20, muted: false }, (message) => {
        if (message.type === 'level') this.#onLevel(message.rms, message.peak)
      })
      this.#meter.feed(this.#stream)
    }
    this.#meter?.send({ type: 'meter', on: this.#metering })
  }
}

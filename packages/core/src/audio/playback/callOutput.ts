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
  #context: AudioContext | null = null
  #recording: RecordingHub
  #onLevel: (rms: number, peak: number) => void
  #onBlocked: () => void
  #meter: MicSource | null = null
  #metering = false
  #closed = false
  #stopRecording = (): void => {}

  constructor(options: {
    stream: MediaStream
    settings: { volume: number; muted: boolean; deviceId: string | null }
    recording: RecordingHub
    onLevel: (rms: number, peak: number) => void
    onBlocked: () => void
  }) {
    this.#stream = options.stream
    this.#recording = options.recording
    this.#onLevel = options.onLevel
    this.#onBlocked = options.onBlocked
    this.#element.srcObject = options.stream
    this.apply(options.settings)
    const { deviceId } = options.settings
    if (deviceId !== null) this.setDevice(deviceId).catch(() => {})
    void this.unlock()
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

  /** From here on its level is measured, and it can be recorded, in this context. */
  attach(context: AudioContext): void {
    this.#detach()
    if (this.#closed) return
    this.#context = context
    const source = context.createMediaStreamSource(this.#stream)
    const takeBack = this.#recording.add('agent', source)
    this.#stopRecording = () => {
      takeBack()
      source.disconnect()
    }
    this.meter(this.#metering)
  }

  meter(on: boolean): void {
    this.#metering = on
    if (on && !this.#meter && this.#context) {
      this.#meter = new MicSource(this.#context, { codec: null, muted: false }, (message) => {
        if (message.type === 'level') this.#onLevel(message.rms, message.peak)
      })
      this.#meter.feed(this.#stream)
    }
    this.#meter?.send({ type: 'meter', on })
  }

  close(): void {
    this.#closed = true
    this.#element.pause()
    this.#element.srcObject = null
    this.#detach()
  }

  #detach(): void {
    this.#stopRecording()
    this.#stopRecording = () => {}
    this.#meter?.close()
    this.#meter = null
    this.#context = null
  }
}

import { floatToPcm16, pcm16ToFloat } from '@parley/core/codec'
import type { MediaPlayout } from '../media/mediaPlayout.ts'
import { voiceSampleRate } from '../voice/voice.ts'

/** One end of a call's sound in a page: takes 20 ms of the caller, gives 20 ms of the answer, at the pace of the audio clock. */
export interface PageMedia {
  /** What the caller hears. */
  track: MediaStreamTrack
  /** Listens to the caller. */
  listen(stream: MediaStream): void
  close(): void
}

const frameSamples = voiceSampleRate / 50

/** Runs on the audio thread, so it is text: exchanges frames of 20 ms with the page. */
const processor = `
registerProcessor('parley-call', class extends AudioWorkletProcessor {
  constructor() {
    super()
    this.heard = new Float32Array(${frameSamples})
    this.filled = 0
    this.frames = []
    this.at = 0
    this.port.onmessage = ({ data }) => this.frames.push(data)
  }
  process([input], [output]) {
    const out = output[0]
    for (let i = 0; i < out.length; i++) {
      this.heard[this.filled++] = input[0] ? input[0][i] : 0
      if (this.filled === this.heard.length) {
        this.port.postMessage(this.heard.slice())
        this.filled = 0
      }
      const frame = this.frames[0]
      if (!frame) continue
      out[i] = frame[this.at++]
      if (this.at === frame.length) {
        this.frames.shift()
        this.at = 0
      }
    }
    return true
  }
})`

export async function openPageMedia(
  playout: MediaPlayout,
  hear: (samples: Int16Array, sampleRate: number) => void,
): Promise<PageMedia> {
  const context = new AudioContext({ sampleRate: voiceSampleRate })
  const url = URL.createObjectURL(new Blob([processor], { type: 'text/javascript' }))
  try {
    await context.audioWorklet.addModule(url)
  } finally {
    URL.revokeObjectURL(url)
  }
  const node = new AudioWorkletNode(context, 'parley-call', {
    channelCount: 1,
    channelCountMode: 'explicit',
    outputChannelCount: [1],
  })
  const destination = new MediaStreamAudioDestinationNode(context, { channelCount: 1 })
  node.connect(destination)
  // The audio clock is the only one: each frame that was heard lets one be played.
  node.port.onmessage = ({ data }: MessageEvent<Float32Array>) => {
    hear(floatToPcm16(data), voiceSampleRate)
    const frame = playout.nextFrame()
    if (frame) node.port.postMessage(pcm16ToFloat(frame))
  }
  // A page that has not been touched yet may not start audio; the call waits for the touch.
  void context.resume()
  let element: HTMLAudioElement | null = null
  return {
    track: destination.stream.getAudioTracks()[0]!,
    listen(stream) {
      // Chromium decodes a remote track only while an element plays it.
      element = new Audio()
      element.muted = true
      element.srcObject = stream
      void element.play().catch(() => {})
      context.createMediaStreamSource(stream).connect(node)
    },
    close() {
      node.port.onmessage = null
      if (element) element.srcObject = null
      void context.close()
    },
  }
}

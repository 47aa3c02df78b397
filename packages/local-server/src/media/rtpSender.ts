import { frameSamples } from './mediaPlayout.ts'

/** What one RTP packet needs besides its payload. */
export interface RtpFrame {
  payload: Uint8Array
  sequenceNumber: number
  timestamp: number
  /** Only on the first packet of a talk spurt: marking each one makes browsers' jitter buffers distort. */
  marker: boolean
}

export interface RtpSenderPorts {
  /** 20 ms of sound, or null for silence. */
  nextFrame: () => Int16Array | null
  encode: (samples: Int16Array) => Uint8Array
  write: (frame: RtpFrame) => void
  /** Monotonic milliseconds. */
  now: () => number
}

export interface RtpSender {
  /** Sends what is due. To be called at least every 20 ms. */
  tick(): void
}

const frameMs = 20
const ticksPerFrame = 960 // Opus is signalled with a 48 kHz clock, whatever it carries
/** Silence that is still sent after speech, so that the decoder ends softly; then nothing, until there is sound again. */
const tailFrames = 10
/** After a longer stall the missed time is skipped rather than sent in a burst. */
const mostLateFrames = 5

export function createRtpSender(ports: RtpSenderPorts): RtpSender {
  const startMs = ports.now()
  let sent = 0
  let sequenceNumber = Math.floor(Math.random() * 30_000)
  const firstTimestamp = Math.floor(Math.random() * 2 ** 31)
  let silent = tailFrames
  const silence = new Int16Array(frameSamples)

  const sendOne = () => {
    const sound = ports.nextFrame()
    const marker = sound !== null && silent >= tailFrames
    silent = sound ? 0 : silent + 1
    if (silent <= tailFrames) {
      sequenceNumber = (sequenceNumber + 1) & 0xffff
      const timestamp = (firstTimestamp + sent * ticksPerFrame) >>> 0
      ports.write({ payload: ports.encode(sound ?? silence), sequenceNumber, timestamp, marker })
    }
    sent++
  }

  return {
    tick() {
      const due = Math.floor((ports.now() - startMs) / frameMs) + 1
      if (due - sent > mostLateFrames) sent = due - mostLateFrames
      for (let late = due - sent; late > 0; late--) sendOne()
    },
  }
}

import { loadWorklet } from './loadWorklet.ts'
import { playbackProcessorName } from './workletScope.ts'
import type { FromPlayback, ToPlayback } from './playback/playbackMessages.ts'

const rate = 24_000

/** Long enough for a message to reach the audio thread while it stands still; nothing there tells when it did. */
const delivery = () => new Promise((resolve) => setTimeout(resolve, 25))

/** Renders through the real playback processor, sample for sample: `script` gives what it is told before that frame. */
export async function renderPlayback(
  frames: number,
  script: Record<number, ToPlayback[]>,
): Promise<{ out: Float32Array; told: FromPlayback[] }> {
  const context = new OfflineAudioContext(1, frames, rate)
  await loadWorklet(context)
  const node = new AudioWorkletNode(context, playbackProcessorName, { numberOfInputs: 0, outputChannelCount: [1] })
  const told: FromPlayback[] = []
  node.port.onmessage = ({ data }: MessageEvent<FromPlayback>) => told.push(data)
  node.connect(context.destination)
  const tell = async (messages: ToPlayback[]) => {
    for (const message of messages) node.port.postMessage(message)
    await delivery()
  }
  for (const [frame, messages] of Object.entries(script)) {
    if (frame === '0') await tell(messages)
    else {
      void context.suspend(Number(frame) / rate).then(async () => {
        await tell(messages)
        return context.resume()
      })
    }
  }
  const buffer = await context.startRendering()
  await delivery()
  return { out: buffer.getChannelData(0), told }
}

import probeSource from './probe.js?raw'

/** What came out of the loudspeaker, as the probe saw it. */
export interface Sounded {
  /** Frames that were not silent. */
  frames: number
  runs: { onAt: number; offAt: number; frames: number; gapFrames: number }[]
  outputLatencyMs: number
}

const probeUrl = URL.createObjectURL(new Blob([probeSource], { type: 'text/javascript' }))
const probes = new Map<BaseAudioContext, { input: GainNode; node: Promise<AudioWorkletNode> }>()
const connect = AudioNode.prototype.connect as (this: AudioNode, ...args: unknown[]) => AudioNode

function probeOf(context: BaseAudioContext) {
  let probe = probes.get(context)
  if (probe) return probe
  const input = context.createGain()
  const node = context.audioWorklet.addModule(probeUrl).then(() => {
    const made = new AudioWorkletNode(context, 'bench-probe')
    connect.call(input, made)
    connect.call(made, context.destination)
    return made
  })
  probes.set(context, (probe = { input, node }))
  return probe
}

/** Everything that leads to a loudspeaker leads to a probe as well. */
AudioNode.prototype.connect = function patched(this: AudioNode, ...args: unknown[]) {
  const result = connect.apply(this, args)
  if (args[0] === this.context.destination) connect.call(this, probeOf(this.context).input)
  return result
} as typeof AudioNode.prototype.connect

/** Every microphone says the time of day. */
AudioContext.prototype.createMediaStreamSource = function clock(this: AudioContext) {
  const out = this.createGain()
  void this.audioWorklet.addModule(probeUrl).then(() => connect.call(new AudioWorkletNode(this, 'bench-clock'), out))
  return out as unknown as MediaStreamAudioSourceNode
}

export async function sounded(): Promise<Sounded> {
  const all = await Promise.all(
    Array.from(probes, async ([context, probe]) => {
      if (context.state === 'closed') return null
      const node = await probe.node
      const answer = new Promise<Sounded>((resolve) => {
        node.port.onmessage = ({ data }: MessageEvent<Sounded>) => resolve(data)
      })
      node.port.postMessage('report', [])
      return { ...(await answer), outputLatencyMs: (context as AudioContext).outputLatency * 1000 }
    }),
  )
  const heard = all.filter((one) => one !== null).sort((a, b) => b.frames - a.frames)
  return heard[0] ?? { frames: 0, runs: [], outputLatencyMs: 0 }
}

const blocks: { from: number; to: number }[] = []
let timer: ReturnType<typeof setInterval> | undefined

export function block(ms: number): void {
  const from = Date.now()
  while (Date.now() - from < ms);
  blocks.push({ from, to: Date.now() })
}

/** What a page under test offers to the bench. */
export interface Page {
  start(url: string): Promise<number>
  sounded(): Promise<Sounded>
  /** Blocks the page for `ms` of every `everyMs`; 0 ends it. */
  jank(ms: number, everyMs: number): void
  blockSoon(afterMs: number, ms: number): void
  blocks(): { from: number; to: number }[]
}

/** `start` resolves when the stack says it is connected, with the time from the gesture until then. */
export function offer(start: (url: string) => Promise<void>): void {
  const page: Page = {
    async start(url) {
      const from = performance.now()
      await start(url)
      return performance.now() - from
    },
    sounded,
    jank(ms, everyMs) {
      clearInterval(timer)
      if (ms > 0) timer = setInterval(() => block(ms), everyMs)
    },
    blockSoon: (afterMs, ms) => void setTimeout(() => block(ms), afterMs),
    blocks: () => blocks,
  }
  Object.assign(window, { bench: page })
}

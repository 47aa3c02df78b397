import type { Page } from 'playwright-core'

declare global {
  interface Window {
    /** Root mean square of what leaves the page now, the loudest so far, and when it was first to be heard, on the page's clock. */
    parleyHeard: { now(): number; peak: number; firstAt: number }
  }
}

/** Listens at the page's outputs: what is connected to a context's destination, and what media elements play. */
export async function listen(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const meters: AnalyserNode[] = []
    const meter = (context: BaseAudioContext): AnalyserNode => {
      const analyser = context.createAnalyser()
      analyser.fftSize = 512
      meters.push(analyser)
      return analyser
    }
    const { connect } = AudioNode.prototype
    const tapped = new WeakSet<AudioNode>()
    AudioNode.prototype.connect = function (this: AudioNode, ...args: unknown[]) {
      if (args[0] instanceof AudioDestinationNode && !tapped.has(this)) {
        tapped.add(this)
        Reflect.apply(connect, this, [meter(this.context)])
      }
      return Reflect.apply(connect, this, args) as AudioNode
    } as typeof connect
    const source = Object.getOwnPropertyDescriptor(HTMLMediaElement.prototype, 'srcObject')!
    let context: AudioContext | undefined
    Object.defineProperty(HTMLMediaElement.prototype, 'srcObject', {
      ...source,
      set(this: HTMLMediaElement, stream: MediaStream | null) {
        source.set!.call(this, stream)
        if (!stream || stream.getAudioTracks().length === 0) return
        context ??= new AudioContext()
        Reflect.apply(connect, context.createMediaStreamSource(stream), [meter(context)])
      },
    })
    const samples = new Float32Array(512)
    const now = (): number => {
      let loudest = 0
      for (const analyser of meters) {
        analyser.getFloatTimeDomainData(samples)
        loudest = Math.max(loudest, Math.sqrt(samples.reduce((sum, x) => sum + x * x, 0) / samples.length))
      }
      return loudest
    }
    const heard = { now, peak: 0, firstAt: 0 }
    window.parleyHeard = heard
    setInterval(() => {
      const level = now()
      heard.peak = Math.max(heard.peak, level)
      if (heard.firstAt === 0 && level > 0.005) heard.firstAt = performance.now()
    }, 5)
  })
}

export const loudestSoFar = (page: Page): Promise<number> => page.evaluate(() => window.parleyHeard.peak)
export const loudnessNow = (page: Page): Promise<number> => page.evaluate(() => window.parleyHeard.now())

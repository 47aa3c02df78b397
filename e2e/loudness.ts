import type { Page } from '@playwright/test'

declare global {
  interface Window {
    /** Root mean square of what leaves the page now, and the loudest so far. */
    parleyHeard: { now(): number; peak: number }
  }
}

/** Listens at the page's outputs: what is connected to a context's destination, and what media elements play. */
export async function listen(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const meters: AnalyserNode[] = []
    const meter = (context: BaseAudioContext): AnalyserNode => {
      const analyser = context.createAnalyser()
      analyser.fftSize = 1024
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
    const samples = new Float32Array(1024)
    const now = (): number => {
      let loudest = 0
      for (const analyser of meters) {
        analyser.getFloatTimeDomainData(samples)
        loudest = Math.max(loudest, Math.sqrt(samples.reduce((sum, x) => sum + x * x, 0) / samples.length))
      }
      return loudest
    }
    window.parleyHeard = { now, peak: 0 }
    setInterval(() => {
      window.parleyHeard.peak = Math.max(window.parleyHeard.peak, now())
    }, 50)
  })
}

export const loudestSoFar = (page: Page): Promise<number> => page.evaluate(() => window.parleyHeard.peak)
export const loudnessNow = (page: Page): Promise<number> => page.evaluate(() => window.parleyHeard.now())

import { expect } from '@playwright/test'
import type { Page } from 'playwright-core'

declare global {
  interface Window {
    /** Whether the recording that plays as microphone says something, and has been silent for most of a second. */
    parleyMicrophone: { speaking: boolean; silent: boolean }
  }
}

/** Follows what the page's microphone delivers, so that a story can wait for the user to speak. */
export async function listenToMicrophone(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const heard = { speaking: false, silent: false }
    window.parleyMicrophone = heard
    const get = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices)
    navigator.mediaDevices.getUserMedia = async (constraints) => {
      const stream = await get(constraints)
      const context = new AudioContext()
      const analyser = context.createAnalyser()
      context.createMediaStreamSource(stream.clone()).connect(analyser)
      const samples = new Float32Array(analyser.fftSize)
      let loudAt = 0
      setInterval(() => {
        analyser.getFloatTimeDomainData(samples)
        const now = performance.now()
        if (samples.some((sample) => Math.abs(sample) > 0.02)) loudAt = now
        heard.speaking = now - loudAt < 700
        heard.silent = !heard.speaking
      }, 50)
      return stream
    }
  })
}

export async function microphoneIs(page: Page, state: 'speaking' | 'silent'): Promise<void> {
  await expect.poll(() => page.evaluate((name) => window.parleyMicrophone[name], state)).toBe(true)
}

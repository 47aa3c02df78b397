import { expect, test } from 'vitest'
import type { BrowserMedia } from './browserMedia.ts'
import { createVirtualSpeaker } from './audio/playback/virtualSpeaker.ts'
import { createLazyMedia } from './lazyMedia.ts'
import { createFakeMicrophone, createManualClock, createScriptedTransport } from './testing/index.ts'

function arriving(): { media: BrowserMedia; microphone: ReturnType<typeof createFakeMicrophone> } {
  const clock = createManualClock()
  const microphone = createFakeMicrophone()
  const speaker = createVirtualSpeaker({ clock })
  const recorder = { recording: false, start: () => {}, stop: () => Promise.reject(new Error('nothing')) }
  return { microphone, media: { microphone, speaker, recorder, createTransport: createScriptedTransport().factory } }
}

test('what is asked of devices whose code is on the way reaches them in order', async () => {
  const { media } = arriving()
  const lazy = createLazyMedia(async () => media)
  const heard: number[] = []
  lazy.speaker.subscribe((signal) => signal.type === 'state' && heard.push(signal.state.volume))
  lazy.speaker.setVolume(0.3)
  lazy.speaker.setVolume(0.7)
  expect(lazy.speaker.state.volume).toBe(1)
  await lazy.fetch()
  expect(heard).toEqual([0.3, 0.7])
  expect(lazy.speaker.state.volume).toBe(0.7)
})

test('code that could not be fetched is a retryable error, and is fetched again by the next who needs it', async () => {
  const { media } = arriving()
  let tries = 0
  const lazy = createLazyMedia(async () => {
    if (tries++ === 0) throw new TypeError('Failed to fetch')
    return media
  })
  await expect(lazy.speaker.unlock()).rejects.toMatchObject({
    name: 'ConnectionError',
    code: 'handshake_failed',
    retryable: true,
  })
  await lazy.speaker.unlock()
  expect(tries).toBe(2)
})

test('nothing is fetched before it is needed', () => {
  let tries = 0
  const lazy = createLazyMedia(async () => {
    tries++
    return arriving().media
  })
  lazy.speaker.subscribe(() => {})
  expect(lazy.microphone.state).toEqual({ status: 'off' })
  expect(tries).toBe(0)
})

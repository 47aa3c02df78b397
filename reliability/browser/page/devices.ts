/**
 * The page's microphones as the browser tells of them, with a hand on the plug: Chromium's fake devices cannot be taken
 * away, so that what it says of one that was is said here, at the same place.
 */
export function createDevices(tracks: MediaStreamTrack[]): { unplug(): void; plugIn(): void } {
  const media = navigator.mediaDevices
  const get = media.getUserMedia.bind(media)
  const list = media.enumerateDevices.bind(media)
  let plugged = true
  media.getUserMedia = async (constraints) => {
    if (!plugged) throw new DOMException('Requested device not found', 'NotFoundError')
    const stream = await get(constraints)
    tracks.push(...stream.getTracks())
    return stream
  }
  media.enumerateDevices = async () => (await list()).filter(({ kind }) => plugged || kind !== 'audioinput')
  return {
    unplug() {
      plugged = false
      for (const track of tracks) {
        if (track.readyState !== 'live') continue
        track.stop()
        track.dispatchEvent(new Event('ended'))
      }
      media.dispatchEvent(new Event('devicechange'))
    },
    plugIn() {
      plugged = true
      media.dispatchEvent(new Event('devicechange'))
    },
  }
}

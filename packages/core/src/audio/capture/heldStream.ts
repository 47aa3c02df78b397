/** A stream in use, ours or the app's, and the copy of its track that leaves the machine by WebRTC. */
export class HeldStream {
  readonly stream: MediaStream
  readonly track: MediaStreamTrack
  #own: boolean
  #listening = new AbortController()
  /** A copy, so that muting it lets the meter go on and never touches the app's track. */
  #outgoing: MediaStreamTrack | null = null

  /** Throws a `NotFoundError` for a stream without sound, or whose device has gone already. `ended`: the device was taken away. `changed`: the system muted it, or no longer does. */
  constructor(stream: MediaStream, own: boolean, on: { ended: () => void; changed: () => void }) {
    const [track] = stream.getAudioTracks()
    // A track that has ended says so no second time: it would be silent for ever.
    if (track?.readyState !== 'live') {
      throw Object.assign(new Error('The stream has no live audio track.'), { name: 'NotFoundError' })
    }
    this.stream = stream
    this.track = track
    this.#own = own
    const { signal } = this.#listening
    track.addEventListener('ended', on.ended, { signal })
    for (const type of ['mute', 'unmute']) track.addEventListener(type, on.changed, { signal })
  }

  get alive(): boolean {
    return this.track.readyState === 'live'
  }

  outgoing(muted: boolean): MediaStreamTrack | null {
    if (!this.alive) return null
    this.#outgoing ??= this.track.clone()
    this.#outgoing.enabled = !muted
    return this.#outgoing
  }

  setMuted(muted: boolean): void {
    if (this.#outgoing) this.#outgoing.enabled = !muted
  }

  /** Another stream has taken over: what becomes of this one is nobody's news. */
  retire(): void {
    this.#listening.abort()
  }

  /** Stops what is ours. A stream the app handed in keeps running. */
  release(): void {
    this.retire()
    this.#outgoing?.stop()
    if (this.#own) stopTracks(this.stream)
  }
}

export function stopTracks(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop()
}

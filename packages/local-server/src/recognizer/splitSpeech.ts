const sampleRate = 16000
const longest = 20 * sampleRate
const searched = 6 * sampleRate
const windowLength = sampleRate / 10

/** Speech in pieces of at most 20 s, cut at the quietest tenth of a second of the last six: the recogniser was made for short utterances. */
export function splitSpeech(samples: Float32Array): Float32Array[] {
  const pieces: Float32Array[] = []
  let rest = samples
  while (rest.length > longest) {
    const cut = quietest(rest, longest - searched, longest)
    pieces.push(rest.subarray(0, cut))
    rest = rest.subarray(cut)
  }
  pieces.push(rest)
  return pieces.filter((piece) => piece.length > 0)
}

function quietest(samples: Float32Array, from: number, to: number): number {
  let best = to
  let least = Infinity
  for (let at = from; at + windowLength <= to; at += windowLength / 2) {
    let energy = 0
    for (let i = at; i < at + windowLength; i++) energy += samples[i]! ** 2
    if (energy < least) {
      least = energy
      best = at + windowLength / 2
    }
  }
  return best
}

import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pcm16ToFloat } from '@parley/core/codec'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { words } from './judges/conversation.ts'
import { synthesizeSpeech, writeMicrophoneWav } from './speech.ts'
import { loadSpeechParts, type SpeechParts } from './speechParts.ts'
import { completenessOf, silenceForSemanticEnd } from './turn/semanticEnd.ts'
import { shapeSpeech } from './voice/shapeSpeech.ts'
import { speakableText } from './voice/speakableText.ts'

let parts: SpeechParts
beforeAll(async () => {
  parts = await loadSpeechParts()
}, 30_000)
afterAll(() => parts.close())

describe('real speech', () => {
  test.each(['rms', 'slt', 'marin', 'cedar'])(
    'what %s says is recognised word for word',
    async (voice) => {
      for (const text of [
        'What is the weather like in Paris today?',
        'How many planets are in the solar system?',
        'What is the capital of Australia?',
      ]) {
        const samples = await synthesizeSpeech(text, { voice, sampleRate: 16000 })
        const partial: string[] = []
        const heard = await parts.recognizer!.recognize(pcm16ToFloat(samples), {
          onPartial: (delta) => partial.push(delta),
        })
        expect(words(heard)).toBe(words(text))
        expect(heard.startsWith(partial.join(''))).toBe(true)
        expect(partial.length).toBeGreaterThan(3)
      }
    },
    30_000,
  )

  test('a single short word is recognised with the silence of a turn around it', async () => {
    for (const [text, voice] of [
      ['Stop.', 'awb'],
      ['Hello.', 'slt'],
      ['No.', 'kal16'],
      ['Okay.', 'rms'],
    ] as const) {
      const samples = pcm16ToFloat(await synthesizeSpeech(text, { voice, sampleRate: 16000 }))
      const turn = new Float32Array(samples.length + 16 * 800)
      turn.set(samples, 16 * 300)
      expect(words(await parts.recognizer!.recognize(turn))).toBe(words(text))
    }
  }, 30_000)

  test('the detector hears speech and not noise, each stream for itself', async () => {
    const speech = pcm16ToFloat(await synthesizeSpeech('Where is my package?', { sampleRate: 16000 }))
    let random = 1
    const noise = Float32Array.from({ length: speech.length }, () => {
      random = (random * 48271) % 2147483647
      return (random / 2147483647 - 0.5) * 0.2
    })
    const [heard, unheard] = await Promise.all([
      parts.detector.open().write(speech),
      parts.detector.open().write(noise),
    ])
    expect(heard.filter((probability) => probability > 0.5).length).toBeGreaterThan(heard.length * 0.7)
    expect(unheard.filter((probability) => probability > 0.5)).toEqual([])
  })

  test('a voice says the same thing the same way, starts at once, and keeps to its speed', async () => {
    const say = (speed: number, voice = 'marin') =>
      parts.voice.synthesize('Nothing is ever the same twice.', { voice, speed })
    const [plain, fast, other] = await Promise.all([say(1), say(1.4), say(1, 'cedar')])
    expect(await synthesizeSpeech('Nothing is ever the same twice.', { voice: 'marin' })).toEqual(plain)
    expect(plain.findIndex((sample) => Math.abs(sample) > 300)).toBeLessThan(24 * 60)
    expect(plain.length / fast.length).toBeGreaterThan(1.25)
    expect(other).not.toEqual(plain)
    expect(await parts.voice.synthesize('\u{1F600}', { voice: 'marin', speed: 1 })).toHaveLength(0)
  })

  test('marin and cedar differ in pitch, as a woman and a man do', async () => {
    /** The most frequent distance between repetitions of the wave, as hertz, over the voiced parts. */
    const pitchOf = (samples: Int16Array) => {
      const pitches: number[] = []
      for (let at = 0; at + 2400 < samples.length; at += 1200) {
        const part = samples.subarray(at, at + 2400)
        const likeness = (lag: number) => {
          let [sum, a, b] = [0, 0, 0]
          for (let i = 0; i < 1600; i++) {
            sum += part[i]! * part[i + lag]!
            a += part[i]! ** 2
            b += part[i + lag]! ** 2
          }
          return sum / Math.sqrt(a * b + 1)
        }
        const lags = Array.from({ length: 260 }, (_, i) => 80 + i * 2)
        const best = lags.reduce((most, lag) => (likeness(lag) > likeness(most) ? lag : most), lags[0]!)
        if (likeness(best) > 0.8) pitches.push(24000 / best)
      }
      return pitches.sort((a, b) => a - b)[pitches.length >> 1]!
    }
    const [marin, cedar] = await Promise.all(
      ['marin', 'cedar'].map(async (voice) =>
        pitchOf(await parts.voice.synthesize('Where are you going tomorrow morning?', { voice, speed: 1 })),
      ),
    )
    expect(marin! / cedar!).toBeGreaterThan(1.3)
  }, 30_000)

  test('recognition that is no longer wanted rejects', async () => {
    const controller = new AbortController()
    const recognition = parts.recognizer!.recognize(new Float32Array(16000), { signal: controller.signal })
    controller.abort()
    await expect(recognition).rejects.toThrow('aborted')
  })
})

test('the microphone recording is 48 kHz mono, padded, and says where each utterance ends', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'parley-mic-'))
  const path = join(folder, 'mic.wav')
  const { endsMs } = await writeMicrophoneWav(
    path,
    [{ text: 'Hello.' }, { text: 'Bye.', voice: 'slt', silenceBeforeMs: 1000 }],
    { silenceAfterMs: 500 },
  )
  const file = await readFile(path)
  expect(file.toString('latin1', 0, 4)).toBe('RIFF')
  expect([file.readUInt16LE(22), file.readUInt32LE(24), file.readUInt16LE(34)]).toEqual([1, 48000, 16])
  expect((file.length - 44) / 96).toBeCloseTo(endsMs[1]! + 500, 0)
  const samples = new Int16Array(file.buffer, file.byteOffset + 44, (file.length - 44) / 2)
  expect(samples.findIndex((sample) => Math.abs(sample) > 300) / 48).toBeGreaterThan(1999)
  await rm(folder, { recursive: true })
})

test.each([
  ['**Bold** and `code`', 'Bold and code'],
  ['It’s 18°C — nice…', "It's 18 degrees Celsius, nice."],
  ['Café \u{1F600} crème', 'Cafe creme'],
  ['안녕', ''],
])('%s is spoken as "%s"', (text, spoken) => {
  expect(speakableText(text)).toBe(spoken)
})

test('silence alone makes no speech', () => {
  expect(shapeSpeech(new Int16Array(1600), 1)).toHaveLength(0)
})

test.each([
  ['What is the weather like?', 'complete'],
  ['What is the weather like in', 'incomplete'],
  ['I would like to order a.', 'incomplete'],
  ['Well,', 'incomplete'],
  ['Turn on the lights.', 'complete'],
  ['yes', 'unsure'],
  ['', 'unsure'],
])('"%s" sounds %s', (text, completeness) => {
  expect(completenessOf(text)).toBe(completeness)
})

test('eagerness shortens the wait, and no wait is longer than documented', () => {
  const longest = (['high', 'medium', 'low'] as const).map((eagerness) => silenceForSemanticEnd(eagerness, 'and the'))
  expect(longest).toEqual([2000, 4000, 8000])
  for (const text of ['Done.', 'yes', null]) {
    const [high, medium, low] = (['high', 'medium', 'low'] as const).map((each) => silenceForSemanticEnd(each, text))
    expect([high! < medium!, medium! < low!]).toEqual([true, true])
  }
  expect(silenceForSemanticEnd('auto', 'Done.')).toBe(silenceForSemanticEnd('medium', 'Done.'))
})

import { resampleWhole } from '../session/wireAudio.ts'
import { synthesizeSpeech } from '../speech.ts'
import { joinAudio, silence } from '../testing/testServer.ts'

/** A person in front of a third-party client: says a sentence, then is quiet, as a microphone would deliver it but sooner. */
export async function utterance(text: string, voice: string = 'rms'): Promise<Int16Array> {
  const samples = await synthesizeSpeech(text, { voice })
  return joinAudio(silence(500), resampleWhole({ samples, sampleRate: 24000 }, 24000), silence(1200))
}

/** The words alone: recognisers differ in capitals and punctuation from machine to machine. */
export const words = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}' ]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()

export const weatherTool: WeatherTool = {
  type: 'function',
  name: 'get_weather',
  description: 'The weather in a city',
  parameters: {
    type: 'object',
    properties: { city: { type: 'string' } },
    required: ['city'],
    additionalProperties: false,
  },
}

interface WeatherTool {
  type: 'function'
  name: string
  description: string
  parameters: {
    type: 'object'
    properties: { city: { type: 'string' } }
    required: string[]
    additionalProperties: false
  }
}

/** In pieces of a tenth of a second. */
export function* frames(samples: Int16Array): Iterable<Int16Array> {
  for (let at = 0; at < samples.length; at += 2400) yield samples.slice(at, at + 2400)
}

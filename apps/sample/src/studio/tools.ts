import { tool } from '@parley/core'
import { z } from 'zod'

// A page under a strict content policy: zod must not try to compile code.
z.config({ jitless: true })

const city = z.string().describe('The name of a city, such as Lisbon')

export const getWeather = tool({
  name: 'get_weather',
  description: 'The weather in a city, now and for the next hours.',
  parameters: z.object({ city }),
  execute: ({ city }) => weatherIn(city),
})

/** Slow: it takes a few seconds a day. Talking over it, or Stop, calls it off. */
export const planTrip = tool({
  name: 'plan_trip',
  description: 'Plans a trip or an itinerary: what to do in a city, day by day. Takes a while.',
  parameters: z.object({ city, days: z.number().int().min(1).max(7).default(3) }),
  abortOnInterrupt: true,
  timeoutMs: 60_000,
  async execute({ city, days }, { signal }) {
    const plan: string[] = []
    for (const sight of [
      'the old town',
      'the river',
      'the market',
      'a museum',
      'the hills',
      'the harbour',
      'a garden',
    ]) {
      if (plan.length === days) break
      await pause(2_500, signal)
      plan.push(sight)
    }
    return { summary: `${days} days in ${city}: ${plan.join(', then ')}.` }
  },
})

/** Changes something and costs money, so a person is asked before it runs. */
export const bookHotel = tool({
  name: 'book_hotel',
  description: 'Books a hotel room in a city for a number of nights.',
  parameters: z.object({ city, nights: z.number().int().min(1).max(30) }),
  needsApproval: true,
  execute: ({ city, nights }) => ({ summary: `Your room in ${city} is booked for ${nights} nights.` }),
})

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms)
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      reject(signal.reason as Error)
    })
  })
}

const skies = ['clear', 'cloudy', 'rainy', 'windy', 'foggy']

/** Made up, but always the same for a city: the sample needs no weather service. */
function weatherIn(city: string): { city: string; weather: string; temperature: string; chance_of_rain: string } {
  const name = city.trim()
  let seed = 7
  for (const letter of name.toLowerCase()) seed = (seed * 31 + letter.charCodeAt(0)) % 9973
  const weather = skies[seed % skies.length]!
  const rain = weather === 'rainy' ? 60 + (seed % 30) : seed % 25
  return { city: name, weather, temperature: `${8 + (seed % 17)} degrees`, chance_of_rain: `${rain} percent` }
}

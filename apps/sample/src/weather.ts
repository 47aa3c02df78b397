const skies = ['clear', 'cloudy', 'rainy', 'windy', 'foggy'] as const

export interface Weather {
  city: string
  weather: (typeof skies)[number]
  temperature: string
  chance_of_rain: string
}

/** Made up, but always the same for a city: the sample needs no weather service. */
export function weatherIn(city: string): Weather {
  const name = city.trim()
  let seed = 7
  for (const letter of name.toLowerCase()) seed = (seed * 31 + letter.charCodeAt(0)) % 9973
  const sky = skies[seed % skies.length]!
  const rain = sky === 'rainy' ? 60 + (seed % 30) : seed % 25
  return {
    city: name,
    weather: sky,
    temperature: `${8 + (seed % 17)} degrees`,
    chance_of_rain: `${rain} percent`,
  }
}

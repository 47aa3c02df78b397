const skies = ['clear', 'cloudy', 'rainy', 'windy', 'foggy'] as const

export interface Weather {
  city: string
  sky: (typeof skies)[number]
  temperatureC: number
  rainChancePercent: number
}

/** Made up, but always the same for a city: the sample needs no weather service. */
export function weatherIn(city: string): Weather {
  const name = city.trim()
  let seed = 7
  for (const letter of name.toLowerCase()) seed = (seed * 31 + letter.charCodeAt(0)) % 9973
  const sky = skies[seed % skies.length]!
  return {
    city: name,
    sky,
    temperatureC: 8 + (seed % 17),
    rainChancePercent: sky === 'rainy' ? 60 + (seed % 30) : seed % 25,
  }
}

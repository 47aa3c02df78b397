/** The time in a city that a time zone is named after, as a sentence for the agent. */
export function localTime(city: string, now: Date = new Date()): string {
  const wanted = `/${city.trim().replaceAll(' ', '_')}`.toLowerCase()
  const timeZone = Intl.supportedValuesOf('timeZone').find((zone) => zone.toLowerCase().endsWith(wanted))
  if (!timeZone) return `No clock is known for ${city}. A bigger city nearby may have one.`
  const time = now.toLocaleTimeString('en-GB', { timeZone, hour: '2-digit', minute: '2-digit' })
  return `It is ${time} in ${city}.`
}

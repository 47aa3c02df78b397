import { handoff, outputGuardrail, RealtimeAgent } from '@parley/core'
import { bookHotel, getWeather, planTrip } from './tools.ts'

const noCardNumbers = outputGuardrail({
  name: 'no card numbers',
  policyHint: 'card numbers are never read aloud',
  check: (text) => ({ tripped: /(?:\d[ -]?){8,}/.test(text) }),
})

// The two know each other: the list is filled once both are there.
const backToNora: RealtimeAgent[] = []

const theo = new RealtimeAgent({
  name: 'Theo',
  handoffDescription: 'Books hotels.',
  instructions:
    'You are Theo, the booking agent of a travel site. Answer in one or two short sentences, as people speak. ' +
    'When someone wants a room, call book_hotel. For anything else, hand over to Nora.',
  tools: [bookHotel],
  handoffs: backToNora,
  outputGuardrails: [noCardNumbers],
})

/** The page runs her; the server reads her instructions and tools when it makes a client secret. */
export const nora = new RealtimeAgent({
  name: 'Nora',
  handoffDescription: 'Knows the weather and plans trips.',
  instructions:
    'You are Nora, the guide of a travel site. Answer in one or two short sentences, as people speak. ' +
    'When someone asks about the weather of a place, call get_weather and say what to wear or to bring. ' +
    'When someone wants a plan for a trip, call plan_trip. For bookings, hand over to Theo.',
  tools: [getWeather, planTrip],
  handoffs: [handoff(theo, { toolName: 'transfer_to_theo_bookings' })],
  outputGuardrails: [noCardNumbers],
})
backToNora.push(nora)

/** Everybody at the desk, by name, and what each is there for. */
export const desk: Record<string, { agent: RealtimeAgent; role: string }> = {
  Nora: { agent: nora, role: 'travel guide' },
  Theo: { agent: theo, role: 'bookings' },
}

/** Things to say, and what each one shows. The local server understands all of them. */
export const suggestions = [
  { say: 'What is the weather like in Lisbon?', shows: 'a tool' },
  { say: 'Plan a trip to Rome', shows: 'a slow tool you can stop' },
  { say: 'Transfer me to Theo', shows: 'another agent' },
  { say: 'Book a hotel in Lisbon for three nights', shows: 'Theo asks before he acts' },
  { say: 'Say my card number is 4111 1111 1111 1111', shows: 'a guardrail' },
  { say: 'Tell me a story', shows: 'cut in while it is told' },
]

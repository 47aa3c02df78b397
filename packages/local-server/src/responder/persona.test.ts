import { expect, test } from 'vitest'
import { defaultInstructions } from '../session/defaults.ts'
import { introduction, personaOf } from './persona.ts'

test.each([
  [defaultInstructions, "I'm your voice assistant."],
  ['You are a friendly, upbeat tutor.', "I'm a friendly, upbeat tutor."],
  ['You are a warm, witty, and chatty guide who never lies.', "I'm a warm, witty, and chatty guide."],
  ['You are a friendly and patient tutor for children.', "I'm a friendly and patient tutor."],
  ['You are a tutor and you love dogs.', "I'm a tutor."],
  ['You are a pizza assistant, always be brief.', "I'm a pizza assistant."],
  ['You are a sales representative, and a good one.', "I'm a sales representative."],
  ['You are a helpful.', "I'm your voice assistant."],
  ['You are a helpful AI assistant.', "I'm your voice assistant."],
  ['Your name is Rex and you love dogs', "I'm Rex."],
  [
    "You're the concierge of the Grand Hotel. Call yourself Anna Lee.",
    "I'm Anna Lee, the concierge of the Grand Hotel.",
  ],
  ['You are Ada, a helpful concierge.', "I'm Ada."],
  ['Be brief.', "I'm your voice assistant."],
])('%j introduces itself as %j', (instructions, expected) => {
  expect(introduction(personaOf(instructions))).toBe(expected)
})

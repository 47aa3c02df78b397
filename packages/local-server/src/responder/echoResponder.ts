import { lastUserText } from './conversationText.ts'
import type { Responder } from './responder.ts'

/** Says what the user said. */
export function createEchoResponder(): Responder {
  return {
    rehearsable: true,
    async *respond(request) {
      yield { type: 'text', text: lastUserText(request.items) || "I didn't hear anything." }
    },
  }
}

import {
  answerEnds,
  answerStarts,
  functionCall,
  responseCreated,
  responseDone,
  transcribed,
  transcriptDelta,
  userSpoke,
  type ScriptedTransport,
} from '@parley/core/testing'

/** The server's side of a conversation, a sentence at a time. Returns the ids that rows of the transcript have. */
export interface ScriptedAgent {
  /** The user said this, and it was understood. */
  userSays(text: string): string
  /** The user said something that is not understood yet. */
  userSpeaks(): string
  understood(itemId: string, text: string): void
  /** A whole answer: text and sound arrive at once, about 60 ms of sound for each letter. */
  says(text: string): string
  /** The beginning of an answer; `continues` and `ends` go on with it. */
  begins(text?: string): string
  continues(text: string): void
  ends(): void
  /** The model calls a tool. */
  calls(name: string, args: object): { callId: string; itemId: string }
}

const msPerLetter = 60
const bytesPerMs = 48

export function createScriptedAgent(server: Pick<ScriptedTransport, 'receive' | 'receiveAudio'>): ScriptedAgent {
  let count = 0
  let last: string | null = null
  let open: { itemId: string; responseId: string; text: string } | null = null
  const next = (prefix: string): string => `${prefix}_${++count}`

  const speak = (text: string): void => {
    if (!open) throw new Error('The agent has no open answer: call `begins` first.')
    const { itemId, responseId } = open
    open.text += text
    // A word and its sound at a time, as the service does: what was heard is estimated from that.
    for (const [word] of text.matchAll(/\s*\S+\s*|\s+/g)) {
      server.receive(transcriptDelta(word, { responseId, itemId }))
      server.receiveAudio(itemId, responseId, new Uint8Array(word.length * msPerLetter * bytesPerMs))
    }
  }
  const begins = (text = ''): string => {
    if (open) ends()
    const itemId = next('agent')
    open = { itemId, responseId: next('resp'), text: '' }
    server.receive(...answerStarts({ ...open, previousId: last }))
    last = itemId
    if (text !== '') speak(text)
    return itemId
  }
  const ends = (): void => {
    if (!open) return
    const { itemId, responseId, text } = open
    open = null
    server.receive(...answerEnds(text, { responseId, itemId }))
  }
  const userSpeaks = (): string => {
    const itemId = next('user')
    server.receive(...userSpoke(itemId, last))
    last = itemId
    // Speaking over an answer ends it: nothing more of it comes.
    if (open) {
      server.receive(responseDone(open.responseId, 'cancelled'))
      open = null
    }
    return itemId
  }

  return {
    userSpeaks,
    understood: (itemId, text) => server.receive(transcribed(text, itemId)),
    userSays(text) {
      const itemId = userSpeaks()
      server.receive(transcribed(text, itemId))
      return itemId
    },
    begins,
    continues: speak,
    ends,
    says(text) {
      const itemId = begins(text)
      ends()
      return itemId
    },
    calls(name, args) {
      if (open) ends()
      const ids = { callId: next('call'), itemId: next('tool'), responseId: next('resp') }
      server.receive(
        responseCreated(ids.responseId),
        ...functionCall(name, JSON.stringify(args), ids),
        responseDone(ids.responseId),
      )
      last = ids.itemId
      return ids
    },
  }
}

import type { TranscriptionUsage, WireUserMessage } from '@parley/core/protocol'
import { changeItem, findItem } from './items.ts'
import type { Recognition } from './sessionState.ts'
import { newId, patch, send, sendDelta, own, type Step } from './step.ts'
import { textTokens, userAudioTokens } from './usage.ts'

/** Slice: the words in what the user said. Runs beside everything else; keyed by item. */

const languageOf = (step: Step): string | null => step.state.config.audio.input.transcription?.language ?? null

function change(step: Step, itemId: string, recognition: Recognition): void {
  patch(step, { recognitions: { ...step.state.recognitions, [itemId]: recognition } })
}

function nextAttempt(step: Step): number {
  patch(step, { attempts: step.state.attempts + 1 })
  return step.state.attempts
}

const pending = (attempt: number): Recognition => ({
  status: 'pending',
  attempt,
  text: '',
  deltas: [],
  committed: false,
  announce: false,
  audioMs: 0,
})

/** Before the turn has ended: a guess that costs nothing if the user really has finished. */
export function startRecognition(step: Step, itemId: string, fromMs: number, toMs: number): void {
  const attempt = nextAttempt(step)
  change(step, itemId, pending(attempt))
  step.effects.push({ type: 'recognize', itemId, attempt, fromMs, toMs, language: languageOf(step) })
}

export function abandonRecognition(step: Step, itemId: string): void {
  if (!own(step.state.recognitions, itemId)) return
  const { [itemId]: _gone, ...recognitions } = step.state.recognitions
  patch(step, { recognitions })
  step.effects.push({ type: 'abandonRecognition', itemId })
}

/** The item is in the conversation: announce what is known of its words, and find the rest. */
export function commitRecognition(step: Step, itemId: string, audioMs: number): void {
  const announce = step.state.config.audio.input.transcription != null
  const known = own(step.state.recognitions, itemId)
  if (!known) {
    // Nobody will ask for the words of a transcription session without a model.
    if (step.state.kind === 'transcription' && !announce) return
    const attempt = nextAttempt(step)
    change(step, itemId, { ...pending(attempt), committed: true, announce, audioMs })
    step.effects.push({ type: 'recognizeItem', itemId, attempt, language: languageOf(step) })
    return
  }
  const recognition = { ...known, committed: true, announce, audioMs }
  change(step, itemId, recognition)
  if (announce && known.status === 'pending') for (const delta of known.deltas) announceDelta(step, itemId, delta)
  if (known.status !== 'pending') finish(step, itemId, recognition)
}

export function handleRecognitionPartial(step: Step, event: { itemId: string; attempt: number; delta: string }): void {
  const known = own(step.state.recognitions, event.itemId)
  if (!known || known.attempt !== event.attempt || known.status !== 'pending') return
  change(step, event.itemId, { ...known, deltas: [...known.deltas, event.delta] })
  if (known.committed && known.announce) announceDelta(step, event.itemId, event.delta)
}

export function handleRecognition(step: Step, event: { itemId: string; attempt: number; text: string | null }): void {
  const known = own(step.state.recognitions, event.itemId)
  if (!known || known.attempt !== event.attempt || known.status !== 'pending') return
  const found = event.text !== null
  const recognition: Recognition = { ...known, status: found ? 'done' : 'failed', text: event.text ?? '' }
  change(step, event.itemId, recognition)
  if (known.committed) finish(step, event.itemId, recognition, known.announce ? known.deltas : [])
}

/** `announced` are the deltas that have been sent already. */
function finish(step: Step, itemId: string, recognition: Recognition, announced: readonly string[] = []): void {
  const { [itemId]: _finished, ...recognitions } = step.state.recognitions
  patch(step, { recognitions })
  if (findItem(step, itemId)) {
    changeItem(step, itemId, { spoken: recognition.status === 'done' ? recognition.text : null })
  }
  if (recognition.announce) announceEnd(step, itemId, recognition, announced)
}

/** All audio of an item is recognised as one; its words stand at the first part. */
export function withTranscript(content: WireUserMessage['content'], text: string): WireUserMessage['content'] {
  const first = content.findIndex((part) => part.type === 'input_audio')
  return content.map((part, index) =>
    part.type === 'input_audio' ? { type: part.type, transcript: index === first ? text : '' } : part,
  )
}

/** Models with such a name never transcribe, so that clients can be tried against failing transcription. */
const alwaysFails = (model: string): boolean => /(^|-)fail(s|ing)?$/.test(model)

function announceEnd(step: Step, itemId: string, recognition: Recognition, announced: readonly string[]): void {
  const model = step.state.config.audio.input.transcription?.model ?? ''
  const refused = alwaysFails(model)
  if (recognition.status === 'failed' || refused) {
    const error = refused
      ? {
          type: 'transcription_error',
          code: 'transcription_failed',
          message: `The model '${model}' always fails.`,
          param: null,
        }
      : {
          type: 'transcription_error',
          code: 'recognizer_unavailable',
          message: 'This server has no speech recogniser, or it failed; the audio was kept without a transcript.',
          param: null,
        }
    send(step, 'conversation.item.input_audio_transcription.failed', { item_id: itemId, content_index: 0, error })
    return
  }
  const whole = recognition.text
  const sent = announced.join('')
  const rest = whole.startsWith(sent) ? whole.slice(sent.length) : ''
  if (sent === '') {
    for (const word of whole.match(/\s*\S+/g) ?? []) announceDelta(step, itemId, word)
  } else if (rest !== '') {
    announceDelta(step, itemId, rest)
  }
  const found = findItem(step, itemId)
  if (found?.wire.type === 'message' && found.wire.role === 'user') {
    changeItem(step, itemId, { wire: { ...found.wire, content: withTranscript(found.wire.content, whole) } })
  }
  // Who speaks is not told apart here: everything is said by the first speaker.
  if (model.endsWith('-diarize') && whole !== '') {
    send(step, 'conversation.item.input_audio_transcription.segment', {
      item_id: itemId,
      content_index: 0,
      id: newId(step, 'seg'),
      text: whole,
      speaker: 'A',
      start: 0,
      end: recognition.audioMs / 1000,
    })
  }
  send(step, 'conversation.item.input_audio_transcription.completed', {
    item_id: itemId,
    content_index: 0,
    transcript: whole,
    usage: usageOf(model, whole, recognition.audioMs),
    ...(step.state.config.include?.length ? { logprobs: logprobsOf(whole) } : {}),
  })
}

function announceDelta(step: Step, itemId: string, delta: string): void {
  const model = step.state.config.audio.input.transcription?.model ?? ''
  if (model === 'whisper-1' || alwaysFails(model)) return
  sendDelta(step, 'conversation.item.input_audio_transcription.delta', {
    item_id: itemId,
    content_index: 0,
    delta,
    ...(step.state.config.include?.length ? { logprobs: logprobsOf(delta) } : {}),
  })
}

function usageOf(model: string, text: string, audioMs: number): TranscriptionUsage {
  if (model === 'whisper-1') return { type: 'duration', seconds: Math.max(1, Math.round(audioMs / 1000)) }
  const audio_tokens = userAudioTokens(audioMs)
  const output_tokens = textTokens(text)
  return {
    type: 'tokens',
    total_tokens: audio_tokens + output_tokens,
    input_tokens: audio_tokens,
    output_tokens,
    input_token_details: { text_tokens: 0, audio_tokens },
  }
}

/** The recogniser gives no probabilities; certainty is what keeps readers of the field working. */
const logprobsOf = (text: string): unknown[] =>
  (text.match(/\s*\S+/g) ?? []).map((token) => ({ token, logprob: 0, bytes: [...new TextEncoder().encode(token)] }))

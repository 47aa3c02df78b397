import { pcm16ToFloat } from '@parley/core/codec'
import type { WireItem } from '@parley/core/protocol'
import { takeSentences } from '../responder/sentences.ts'
import { recognizerSampleRate } from '../recognizer/recognizer.ts'
import { voiceSampleRate } from '../voice/voice.ts'
import type { AudioLedger, HeldAudio } from './audioLedger.ts'
import type { Effect, OutgoingEvent } from './effect.ts'
import type { DetectorFeed } from './detectorFeed.ts'
import type { SessionEvent } from './sessionEvent.ts'
import type { SessionPorts } from './sessionPorts.ts'
import {
  createPieceResampler,
  createWireAudioDecoder,
  encodeWireAudio,
  resampleWhole,
  sampleRateOf,
} from './wireAudio.ts'

export interface EffectContext {
  ports: SessionPorts
  ledger: AudioLedger
  listening: DetectorFeed
  /** Takes an event into the session. */
  dispatch: (event: SessionEvent) => void
  send: (event: OutgoingEvent) => void
  close: (code: number, reason: string) => void
  /** Aborts when the session is over. */
  signal: AbortSignal
}

/** The only place where a session acts on the world. */
export function createEffectRunner(context: EffectContext): (effect: Effect) => void {
  const { ports, ledger, listening, dispatch, send } = context
  const decoder = createWireAudioDecoder()
  const pieceOf = createPieceResampler(voiceSampleRate)
  const timers = new Map<string, () => void>()
  const responses = new Map<string, AbortController>()
  const recognitions = new Map<string, AbortController>()

  const abort = (from: Map<string, AbortController>, id: string) => {
    from.get(id)?.abort(new Error('No longer wanted.'))
    from.delete(id)
  }
  const stopTimer = (timer: string) => {
    timers.get(timer)?.()
    timers.delete(timer)
  }
  const signalOf = (responseId: string): AbortSignal => {
    let controller = responses.get(responseId)
    if (!controller) responses.set(responseId, (controller = new AbortController()))
    return AbortSignal.any([controller.signal, context.signal])
  }
  context.signal.addEventListener('abort', () => {
    for (const timer of timers.keys()) stopTimer(timer)
    for (const id of recognitions.keys()) abort(recognitions, id)
  })

  const recognize = async (audio: HeldAudio, itemId: string, attempt: number, language: string | null) => {
    const done = (text: string | null) => dispatch({ type: 'recognition.done', itemId, attempt, text })
    if (!ports.recognizer) return done(null)
    const controller = new AbortController()
    recognitions.set(itemId, controller)
    try {
      const samples = pcm16ToFloat(resampleWhole(audio, recognizerSampleRate))
      const text = await ports.recognizer.recognize(samples, {
        signal: controller.signal,
        onPartial: (delta) => dispatch({ type: 'recognition.partial', itemId, attempt, delta }),
        ...(language === null ? {} : { language }),
      })
      if (!controller.signal.aborted) done(text)
    } catch {
      if (!controller.signal.aborted) done(null)
    } finally {
      if (recognitions.get(itemId) === controller) recognitions.delete(itemId)
    }
  }

  const respond = async ({ responseId, request }: Extract<Effect, { type: 'respond' }>) => {
    const signal = signalOf(responseId)
    try {
      for await (const part of ports.responder.respond(request, signal)) {
        if (signal.aborted) return
        dispatch({ type: 'responder.part', responseId, part })
      }
      if (!signal.aborted) dispatch({ type: 'responder.ended', responseId })
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error)
      if (!signal.aborted) dispatch({ type: 'responder.failed', responseId, message })
    }
  }

  const rehearse = async ({ request, voice, speed }: Extract<Effect, { type: 'rehearse' }>) => {
    if (!ports.responder.rehearsable) return
    try {
      let text = ''
      for await (const part of ports.responder.respond(request, context.signal)) {
        if (part.type === 'text') text += part.text
        if (part.type !== 'text' || takeSentences(text, false).sentences.length > 0) break
      }
      const first = takeSentences(text, true).sentences[0]
      if (first) await ports.voice.synthesize(first, { voice, speed, signal: context.signal })
    } catch {
      // Only a rehearsal: what goes wrong here goes wrong again, and is told, when it counts.
    }
  }

  const synthesize = async (effect: Extract<Effect, { type: 'synthesize' }>) => {
    const { responseId, segment, text, voice, speed } = effect
    const signal = signalOf(responseId)
    let samples: Int16Array = new Int16Array(0)
    try {
      samples = await ports.voice.synthesize(text, { voice, speed, signal })
    } catch {
      // Words without sound are better than no answer.
    }
    if (!signal.aborted) dispatch({ type: 'voice.done', responseId, segment, samples })
  }

  const callMcpTool = async (effect: Extract<Effect, { type: 'callMcpTool' }>) => {
    const { responseId, itemId, definition, name } = effect
    const signal = signalOf(responseId)
    const outcome = await ports.mcp.callTool(definition, name, effect.arguments, signal)
    if (!signal.aborted) dispatch({ type: 'mcp.called', responseId, itemId, outcome })
  }

  const listMcpTools = async ({ definition }: Extract<Effect, { type: 'listMcpTools' }>) => {
    const tools = await ports.mcp.listTools(definition).catch(() => null)
    dispatch({ type: 'mcp.listed', serverLabel: definition.server_label, tools })
  }

  return (effect) => {
    switch (effect.type) {
      case 'send':
        return send(effect.event)
      case 'sendAudio': {
        const samples = pieceOf(effect.speech, effect.from, effect.to, sampleRateOf(effect.format))
        return send({ ...effect.event, delta: encodeWireAudio(samples, effect.format) })
      }
      case 'sendItem': {
        const held = ledger.readItem(effect.event.item.id!)
        if (!held) return send(effect.event)
        const sampleRate = sampleRateOf(effect.format)
        const samples = resampleWhole(held, sampleRate)
        let end = 0
        const parts = effect.partsMs.slice(0, -1).map((ms) => {
          const start = end
          end += Math.round((ms * sampleRate) / 1000)
          return encodeWireAudio(samples.subarray(start, end), effect.format)
        })
        parts.push(encodeWireAudio(samples.subarray(end), effect.format))
        return send({ ...effect.event, item: withAudio(effect.event.item, parts) })
      }
      case 'close':
        return context.close(effect.code, effect.reason)
      case 'startTimer':
        stopTimer(effect.timer)
        timers.set(
          effect.timer,
          ports.clock.setTimeout(() => {
            timers.delete(effect.timer)
            dispatch({ type: 'timer.fired', timer: effect.timer })
          }, effect.delayMs),
        )
        return
      case 'stopTimer':
        return stopTimer(effect.timer)
      case 'decodeInput': {
        const { format, eventId } = effect
        const samples = decoder.decode(effect.audio, format)
        const durationMs = samples && ledger.append(samples, sampleRateOf(format))
        dispatch({ type: 'input.decoded', durationMs, eventId })
        if (samples) listening.write(samples, sampleRateOf(format))
        return
      }
      case 'commitInput':
        return ledger.commit(effect.itemId, effect.fromMs, effect.toMs)
      case 'dropInput':
        return ledger.dropBefore(effect.beforeMs)
      case 'restartInput':
        return decoder.reset()
      case 'listen':
        return listening.restart(effect.generation)
      case 'recognize':
        void recognize(ledger.read(effect.fromMs, effect.toMs), effect.itemId, effect.attempt, effect.language)
        return
      case 'recognizeItem': {
        const held = ledger.readItem(effect.itemId) ?? { samples: new Int16Array(0), sampleRate: voiceSampleRate }
        void recognize(held, effect.itemId, effect.attempt, effect.language)
        return
      }
      case 'abandonRecognition':
        return abort(recognitions, effect.itemId)
      case 'keepItemAudio': {
        const sampleRate = sampleRateOf(effect.format)
        const partsMs = effect.parts.map((audio) => {
          const samples = createWireAudioDecoder().decode(audio, effect.format) ?? new Int16Array(0)
          ledger.addToItem(effect.itemId, samples, sampleRate)
          return (samples.length * 1000) / sampleRate
        })
        return dispatch({ type: 'item.audioKept', itemId: effect.itemId, partsMs })
      }
      case 'addItemAudio':
        return ledger.addToItem(effect.itemId, effect.samples, voiceSampleRate)
      case 'cutItemAudio':
        return ledger.cutItem(effect.itemId, effect.endMs)
      case 'dropItemAudio':
        return ledger.dropItem(effect.itemId)
      case 'respond':
        void respond(effect)
        return
      case 'rehearse':
        void rehearse(effect)
        return
      case 'abortResponse':
        return abort(responses, effect.responseId)
      case 'synthesize':
        void synthesize(effect)
        return
      case 'listMcpTools':
        void listMcpTools(effect)
        return
      case 'callMcpTool':
        void callMcpTool(effect)
        return
      case 'play':
        return ports.playout?.play(effect.responseId, effect.itemId, effect.samples)
      case 'endPlayout':
        return ports.playout?.end(effect.responseId)
      case 'flushPlayout':
        return ports.playout?.flush(effect.responseId)
    }
  }
}

/** Each part that sounds gets the next piece of audio. */
function withAudio(item: WireItem, pieces: string[]): WireItem {
  if (item.type !== 'message' || item.role === 'system') return item
  const content = item.content.map((part) =>
    part.type === 'input_audio' || part.type === 'output_audio' ? { ...part, audio: pieces.shift() ?? '' } : part,
  )
  return { ...item, content } as WireItem
}

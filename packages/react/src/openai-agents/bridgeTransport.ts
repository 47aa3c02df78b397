import { ConnectionError, type ClientEvent, type ServerEvent, type Transport, type TransportSignal } from '@parley/core'
import { field, listenTo, type OpenAIAgentsSession } from './OpenAIAgentsSession.ts'

/**
 * A transport over another session's connection. What its server says is folded here too; of what this side would send only the
 * user's own words and turns go out, since settings, tool outputs and truncation are the other session's business.
 */
export function createBridgeTransport(
  session: OpenAIAgentsSession,
  connectOptions: Parameters<OpenAIAgentsSession['connect']>[0] | undefined,
  onToolName: (name: string) => void,
): Transport {
  const listeners = new Set<(signal: TransportSignal) => void>()
  const emit = (signal: TransportSignal): void => listeners.forEach((listener) => listener(signal))
  let open = false
  /** The user has just said something: the response that is asked for next is the answer to it. */
  let answerDue = false

  listenTo(session, 'transport_event', (event) => {
    if (!open || typeof field(event, 'type') !== 'string') return
    const name = field(event, 'item', 'type') === 'function_call' ? field(event, 'item', 'name') : undefined
    if (typeof name === 'string') onToolName(name)
    // The settings of the other session are not this one's: it has answered its own.
    if (field(event, 'type') === 'session.updated') return
    emit({ type: 'event', event: structuredClone(event) as ServerEvent })
  })
  session.transport.on('connection_change', (status) => {
    if (status !== 'disconnected' || !open) return
    open = false
    emit({ type: 'closed', error: new ConnectionError('closed_by_server', 'The connection of the session has ended.') })
  })

  const forward = (event: ClientEvent): void => session.transport.sendEvent(event as unknown as { type: string })

  return {
    kind: 'openai-agents',
    audio: 'track',
    async connect({ signal }) {
      if (session.transport.status !== 'connected') {
        await session.connect(connectOptions ?? { apiKey: undefined as unknown as string })
        signal.throwIfAborted()
      }
      open = true
    },
    send(event) {
      switch (event.type) {
        case 'session.update':
          // Told at once what it asks for: nothing goes out.
          emit({
            type: 'event',
            event: { type: 'session.updated', session: { ...event.session, id: 'openai-agents' } } as ServerEvent,
          })
          return
        case 'conversation.item.create':
          if (field(event, 'item', 'type') !== 'message') return
          answerDue = true
          return forward(event)
        case 'input_audio_buffer.commit':
        case 'input_audio_buffer.clear':
          answerDue = event.type === 'input_audio_buffer.commit'
          return forward(event)
        case 'response.create':
          if (!answerDue) return
          answerDue = false
          return forward(event)
        case 'response.cancel':
          return session.interrupt()
        default:
          return
      }
    },
    // The other session has the microphone.
    sendAudio() {},
    async close() {
      if (!open) return
      open = false
      session.close()
      emit({ type: 'closed', error: null })
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}

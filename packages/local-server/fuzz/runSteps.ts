import { createManualClock } from '../src/clock.ts'
import type { ServerSocket } from '../src/server/connection.ts'
import { createSessionFactory } from '../src/server/sessionFactory.ts'
import { createMediaPlayout } from '../src/media/mediaPlayout.ts'
import type { OutgoingEvent } from '../src/session/effect.ts'
import type { ServerSession } from '../src/session/serverSession.ts'
import { createLevelDetector } from '../src/turn/levelDetector.ts'
import { createPreparedVoice } from '../src/voice/preparedVoice.ts'
import type { FuzzStep } from './grammar.ts'

const transports = ['websocket', 'webrtc'] as const
export type FuzzTransport = (typeof transports)[number]

/** Takes the steps through a session beside an innocent one, and throws when either breaks a promise. Nothing in it is left to chance. */
export async function runSteps(given: readonly FuzzStep[], transport: FuzzTransport): Promise<void> {
  const clock = createManualClock()
  const factory = createSessionFactory({
    clock,
    seed: 1,
    detector: createLevelDetector(),
    recognizer: { recognize: () => Promise.resolve('Call me back, please.') },
    voice: createPreparedVoice({ msPerCharacter: 20 }),
    mcp: { listTools: () => Promise.resolve([]), callTool: () => Promise.resolve({ output: '' }) },
  })
  const open = (carrier: FuzzTransport) => {
    let session: ServerSession | null = null
    const playout = createMediaPlayout((event) => session?.dispatch(event))
    session = factory.create({
      kind: 'realtime',
      model: 'gpt-realtime',
      config: null,
      ...(carrier === 'webrtc' ? { playout } : {}),
    })
    const events: OutgoingEvent[] = []
    const closes: number[] = []
    const socket: Pick<ServerSocket, 'close'> = { close: (code) => void closes.push(code) }
    session.subscribe({ event: (event) => events.push(event), close: (code, reason) => socket.close(code, reason) })
    session.open()
    return { session, events, closes, playout }
  }
  const neighbour = open('websocket')
  const { session, events, closes, playout } = open(transport)

  for (const step of given) {
    if (step.kind === 'event') session.receive(JSON.stringify(withKnownIds(step.event, events)) ?? '')
    else if (step.kind === 'frame') session.receive(step.text)
    else if (step.kind === 'binary') session.receiveBinary()
    else if (step.kind === 'time') await clock.advance(step.ms)
    else if (transport === 'webrtc') session.receiveMedia(sound(step.ms, step.loud, 16), 16_000)
    else session.receive(JSON.stringify({ type: 'input_audio_buffer.append', audio: base64(step.ms, step.loud) }))
    if (transport === 'webrtc') for (let i = 0; i < 5; i++) playout.nextFrame()
  }
  await clock.advance(3000)
  const before = events.length
  session.receive(JSON.stringify({ type: 'conversation.item.retrieve', item_id: 'surely not there', event_id: 'last' }))
  neighbour.session.receive('{"type":"input_audio_buffer.clear"}')
  await clock.advance(1)

  must(closes.length === 0 && neighbour.closes.length === 0, 'nobody is disconnected')
  const answer = events.slice(before).find(({ type }) => type === 'error')?.['error'] as { event_id?: string }
  must(answer?.event_id === 'last', 'the session still answers')
  must(neighbour.events.map(({ type }) => type).join() === 'session.created,input_audio_buffer.cleared', 'neighbour')
  checkPromises(events)
  session.stop()
  neighbour.session.stop()
}

/** What holds for every event list there can be: what a client may rely on with the service. */
function checkPromises(events: readonly OutgoingEvent[]): void {
  must(events[0]?.type === 'session.created', 'session.created comes first')
  must(new Set(events.map((event) => event.event_id)).size === events.length, 'event ids are unique')
  const open = new Set<string>()
  const over = new Set<string>()
  const added = new Set<string>()
  for (const event of events) {
    const response = (event['response'] as { id: string } | undefined)?.id
    if (event.type === 'response.created') {
      must(!open.has(response!) && !over.has(response!), 'a response is created once')
      open.add(response!)
    } else if (event.type === 'response.done') {
      must(open.delete(response!), 'a response is done once, after it was created')
      over.add(response!)
    } else if (typeof event['response_id'] === 'string' && !event.type.startsWith('output_audio_buffer.')) {
      must(open.has(event['response_id']), `${event.type} lies within its response`)
    }
    const item = (event['item'] as { id: string } | undefined)?.id
    if (event.type === 'conversation.item.added') {
      must(!added.has(item!), 'an item is added once')
      added.add(item!)
    } else if (event.type === 'conversation.item.done') must(added.has(item!), 'an item is added before it is done')
  }
}

function must(holds: boolean, promise: string): asserts holds {
  if (!holds) throw new Error(`Broken: ${promise}.`)
}

/** Puts ids that the server has given in the place of their stand-ins. */
function withKnownIds(value: unknown, events: readonly OutgoingEvent[]): unknown {
  const last = (fits: (event: OutgoingEvent) => unknown): string =>
    events.map(fits).findLast((id) => typeof id === 'string') as string
  const text = JSON.stringify(value)
  if (!text?.includes('$')) return value
  const item = (event: OutgoingEvent) => event['item'] as { id?: string; role?: string; call_id?: string } | undefined
  const ids: Record<string, string | undefined> = {
    $item: last((event) => item(event)?.id),
    $assistant: last((event) => (item(event)?.role === 'assistant' ? item(event)?.id : null)),
    $call: last((event) => item(event)?.call_id),
    $response: last((event) => event['response_id']),
  }
  return JSON.parse(text, (_, inner: unknown) => (typeof inner === 'string' ? (ids[inner] ?? inner) : inner))
}

const sound = (ms: number, loud: boolean, perMs: number): Int16Array =>
  Int16Array.from({ length: ms * perMs }, (_, i) => (loud ? Math.round(9000 * Math.sin(i / 9)) : 0))

const base64 = (ms: number, loud: boolean): string => Buffer.from(sound(ms, loud, 24).buffer).toString('base64')

import { OpenAIRealtimeWebSocket, RealtimeAgent, RealtimeSession, type RealtimeItem } from '@openai/agents-realtime'
import { useEffect, useState } from 'react'
import { createRoot } from 'react-dom/client'
import { WavRecorder, WavStreamPlayer } from 'wavtools'
import { rowsBefore, textOf } from './rows.ts'

/** The official package with the hook that its users write: the history in state, rows without memo. */
function useHistory(session: RealtimeSession): RealtimeItem[] {
  const [history, setHistory] = useState<RealtimeItem[]>([])
  useEffect(() => {
    const update = (next: RealtimeItem[]): void => setHistory([...next])
    session.on('history_updated', update)
    return () => void session.off('history_updated', update)
  }, [session])
  return history
}

function useLevel(recorder: WavRecorder): number {
  const [level, setLevel] = useState(0)
  useEffect(() => {
    let request = 0
    const measure = (): void => {
      request = requestAnimationFrame(measure)
      if (recorder.getStatus() === 'recording') setLevel(Math.max(...recorder.getFrequencies('voice').values))
    }
    request = requestAnimationFrame(measure)
    return () => cancelAnimationFrame(request)
  }, [recorder])
  return level
}

const transport = new OpenAIRealtimeWebSocket({
  url: `${location.origin.replace('http', 'ws')}/v1/realtime?model=bench`,
})
const session = new RealtimeSession(new RealtimeAgent({ name: 'Bench', instructions: 'Speak.' }), { transport })
const recorder = new WavRecorder({ sampleRate: 24_000 })

function Level() {
  return <meter min={0} max={1} value={useLevel(recorder)} />
}

function Row({ text }: { text: string }) {
  return <li data-row="">{text}</li>
}

function App() {
  const history = useHistory(session)
  return (
    <>
      {Array.from({ length: 5 }, (_, place) => (
        <Level key={place} />
      ))}
      <ul style={{ height: 400, overflow: 'auto' }}>
        {rowsBefore.map((place) => (
          <Row key={place} text={textOf(place)} />
        ))}
        {history.map((item) => (
          <Row key={item.itemId} text={spoken(item)} />
        ))}
      </ul>
    </>
  )
}

function spoken(item: RealtimeItem): string {
  if (item.type !== 'message') return ''
  return item.content
    .map((part) => ('transcript' in part ? (part.transcript ?? '') : 'text' in part ? part.text : ''))
    .join('')
}

async function connect(): Promise<void> {
  const player = new WavStreamPlayer({ sampleRate: 24_000 })
  await player.connect()
  session.on('audio', (event) => player.add16BitPCM(event.data))
  session.on('error', (error) => console.error(error))
  await session.connect({ apiKey: 'ek_bench' })
  await recorder.begin()
  await recorder.record((chunk) => session.sendAudio(chunk.mono as unknown as ArrayBuffer))
}

Object.assign(window, { bench: { connect, still: () => recorder.pause(), end: () => session.close() } })
createRoot(document.getElementById('root')!).render(<App />)

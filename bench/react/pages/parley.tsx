import { createRoot } from 'react-dom/client'
import { RealtimeAgent, type RealtimeItem } from '@parley/core'
import { RealtimeProvider, Transcript, useRealtimeSession, Visualizer } from '@parley/react'
import { rowsBefore, textOf } from './rows.ts'

const agent = new RealtimeAgent({ name: 'Bench', instructions: 'Speak.' })
const initialHistory: RealtimeItem[] = rowsBefore.map((place) => {
  const own = { id: `old_${place}`, type: 'message', status: 'completed', createdAt: place } as const
  return place % 2 === 0
    ? { ...own, role: 'user', content: [{ type: 'input_text', text: textOf(place) }] }
    : { ...own, role: 'assistant', interrupted: false, content: [{ type: 'output_text', text: textOf(place) }] }
})

function App() {
  const session = useRealtimeSession({
    agent,
    initialHistory,
    clientSecret: 'ek_bench',
    url: `${location.origin.replace('http', 'ws')}/v1/realtime`,
    transport: 'websocket',
    workletUrl: '/worklets/parley.worklet.js',
    workerUrl: '/worklets/engine.worker.js',
    onError: (error) => console.error(error.code, error.message),
  })
  Object.assign(window, {
    bench: { connect: () => session.connect(), still: () => session.mute(), end: () => session.close() },
  })
  return (
    <RealtimeProvider session={session}>
      <Visualizer.Bars />
      <Visualizer.Ring size={100} />
      <Visualizer.Dots />
      <Visualizer.Meter />
      <Visualizer.Waveform />
      <Transcript.Root style={{ height: 400 }}>
        <Transcript.Viewport>
          <Transcript.List />
        </Transcript.Viewport>
      </Transcript.Root>
    </RealtimeProvider>
  )
}

createRoot(document.getElementById('root')!).render(<App />)

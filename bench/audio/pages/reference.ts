import { OpenAIRealtimeWebSocket, RealtimeAgent, RealtimeSession } from '@openai/agents-realtime'
import { WavRecorder, WavStreamPlayer } from 'wavtools'
import { offer } from './instruments.ts'

// The reference stack as its own examples put it together.
offer(async (url) => {
  const player = new WavStreamPlayer({ sampleRate: 24_000 })
  await player.connect()
  const transport = new OpenAIRealtimeWebSocket({ url: `${url.replace('http', 'ws')}/v1/realtime?model=bench` })
  const session = new RealtimeSession(new RealtimeAgent({ name: 'Bench', instructions: 'Speak.' }), { transport })
  session.on('audio', (event) => player.add16BitPCM(event.data))
  session.on('audio_interrupted', () => void player.interrupt())
  session.on('error', (error) => console.error(error))
  await session.connect({ apiKey: 'ek_bench' })
  const recorder = new WavRecorder({ sampleRate: 24_000 })
  await recorder.begin()
  await recorder.record((chunk) => session.sendAudio(chunk.mono as unknown as ArrayBuffer))
})

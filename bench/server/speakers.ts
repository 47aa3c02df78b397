/** The load generator over WebSocket, in its own process: speakers that send 20 ms frames in real time and play the answers. */
import { once } from 'node:events'
import { WebSocket } from 'ws'
import { answerQuestions, type Question } from './child.ts'
import { frameMs, prepareConversation } from './conversation.ts'
import { emptyHeard, summarize, type Heard, type LoadFigures } from './figures.ts'

/** The server's pacing over WebSocket: so much at once, then so many times faster than real time. */
const burstMs = 600
const rate = 4
const tickMs = 2

const { frames, lastSpeechFrame } = await prepareConversation(24000)
const messages = frames.map((samples) =>
  JSON.stringify({ type: 'input_audio_buffer.append', audio: Buffer.from(samples.buffer).toString('base64') }),
)

interface Speaker {
  socket: WebSocket
  heard: Heard
  /** When its frame 0 was due. */
  startMs: number
  sent: number
  lastSpeechMs: number | null
  answer: { firstMs: number; soundMs: number } | null
}

let speakers: Speaker[] = []
let sendLateness: number[] = []
let speaking = false

/** Reads only what it needs: parsing all of it would load the generator more than the server. */
function receive(speaker: Speaker, data: Buffer): void {
  const type = data.toString('latin1', 9, 40)
  const now = performance.now()
  if (type.startsWith('response.output_audio.delta')) {
    const from = data.indexOf('"delta":"') + 9
    const length = data.indexOf('"', from) - from
    const answer = (speaker.answer ??= { firstMs: now, soundMs: 0 })
    if (answer.soundMs === 0 && speaker.lastSpeechMs !== null) {
      speaker.heard.answerMs.push(now - speaker.lastSpeechMs)
      speaker.lastSpeechMs = null
    }
    const dueMs = answer.firstMs + Math.max(0, answer.soundMs - burstMs) / rate
    speaker.heard.latenessMs.push(Math.max(0, now - dueMs))
    if (answer.soundMs > 0 && now > answer.firstMs + answer.soundMs) speaker.heard.gaps++
    answer.soundMs += (length * 3) / 4 / 48
  } else if (type.startsWith('response.done')) {
    if (speaker.answer) speaker.heard.answers++
    speaker.answer = null
  }
}

async function connect(url: string): Promise<Speaker> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/v1/realtime?model=gpt-realtime`, {
    perMessageDeflate: false,
  })
  await once(socket, 'open')
  const speaker: Speaker = { socket, heard: emptyHeard(), startMs: 0, sent: 0, lastSpeechMs: null, answer: null }
  socket.on('message', (data: Buffer) => receive(speaker, data))
  return speaker
}

/** One timer for all of them; each has its own place in the round, so that they do not all speak at once. */
const ticks = setInterval(() => {
  if (!speaking) return
  const now = performance.now()
  for (const speaker of speakers) {
    for (let due = Math.floor((now - speaker.startMs) / frameMs) + 1 - speaker.sent; due > 0; due--) {
      const frame = speaker.sent % messages.length
      sendLateness.push(now - (speaker.startMs + speaker.sent * frameMs))
      speaker.socket.send(messages[frame]!)
      if (frame === lastSpeechFrame) speaker.lastSpeechMs = now
      speaker.sent++
    }
  }
}, tickMs)

answerQuestions(
  {
    ready: () => true,
    async open({ url, sessions }: Question): Promise<number> {
      while (speakers.length < (sessions as number)) speakers.push(await connect(url as string))
      return speakers.length
    },
    async run({ seconds }: Question): Promise<LoadFigures> {
      const roundMs = messages.length * frameMs
      const now = performance.now()
      for (const [index, speaker] of speakers.entries()) {
        if (speaker.sent === 0) speaker.startMs = now + (index * roundMs) / speakers.length
      }
      speaking = true
      await wait(roundMs)
      for (const speaker of speakers) speaker.heard = emptyHeard()
      sendLateness = []
      const before = process.cpuUsage()
      await wait((seconds as number) * 1000)
      const { user, system } = process.cpuUsage(before)
      const heard = speakers.map((speaker) => speaker.heard)
      return summarize(heard, sendLateness, seconds as number, (user + system) / 1000)
    },
  },
  () => clearInterval(ticks),
)

const wait = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms)
  })

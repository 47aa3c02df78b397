/**
 * Word error rate of what the server hears, through the whole pipeline: a transcription session, turns by server_vad, words by the
 * recogniser. `node --conditions=@parley/source bench/server/wordErrorRate.ts [folder of .wav and .txt]`.
 */
import { readFile, readdir } from 'node:fs/promises'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { createResampler, floatToPcm16, pcm16ToFloat } from '@parley/core/codec'
import { startLocalServer } from '@parley/local-server'
import { synthesizeSpeech } from '@parley/local-server/speech'
import { WebSocket } from 'ws'
import { wordErrors } from './wordErrors.ts'

/** What people say to assistants. */
const sentences = [
  'What is the weather like in Paris today?',
  'How many planets are in the solar system?',
  'Tell me a joke about computers.',
  'What time is it right now?',
  'What is the capital of Australia?',
  'Where is my package?',
  'Please set a timer for ten minutes.',
  'Turn off the lights in the kitchen.',
  'I would like to change my delivery address.',
  'Can you remind me to call my mother tomorrow?',
  'How do I reset my password?',
  'Play some music while I am cooking dinner.',
  'What is the fastest way to the airport?',
  'Cancel my last order and send me a refund.',
]
const voices = ['slt', 'rms', 'awb', 'kal16']
const appendSamples = 2400

interface Recording {
  words: string
  /** 24 kHz. */
  samples: Int16Array
}

async function recordings(folder: string): Promise<Recording[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.wav')).sort()
  return await Promise.all(
    names.map(async (name) => {
      const file = await readFile(`${folder}/${name}`)
      const words = await readFile(`${folder}/${name.replace('.wav', '.txt')}`, 'utf8')
      return { words, samples: wavSamples(file) }
    }),
  )
}

/** The samples of a mono 16-bit file, at 24 kHz. */
function wavSamples(file: Buffer): Int16Array {
  const data = file.indexOf('data')
  if (file.readUInt16LE(22) !== 1 || file.readUInt16LE(34) !== 16) throw new Error('Recordings are mono, 16 bit.')
  const bytes = new Uint8Array(file.subarray(data + 8))
  const samples = new Int16Array(bytes.buffer, 0, bytes.length >> 1)
  return floatToPcm16(createResampler(file.readUInt32LE(24), 24000).process(pcm16ToFloat(samples)))
}

/** Everything that was heard of one recording, all turns together. */
async function transcribe(wsUrl: string, samples: Int16Array): Promise<string> {
  const socket = new WebSocket(`${wsUrl}?intent=transcription`)
  await once(socket, 'open')
  const send = (event: object): void => socket.send(JSON.stringify(event))
  const transcripts: string[] = []
  const done = new Promise<void>((resolve) => {
    let turns = 0
    socket.on('message', (data: Buffer) => {
      const event = JSON.parse(data.toString()) as { type: string; transcript?: string }
      if (event.type === 'input_audio_buffer.committed') turns++
      if (event.type.endsWith('input_audio_transcription.completed')) transcripts.push(event.transcript ?? '')
      if (event.type === 'input_audio_buffer.cleared' && transcripts.length === turns) resolve()
      // All of it was heard and recognised once the last words are there and a clear is answered.
      else if (event.type.endsWith('completed') || event.type === 'input_audio_buffer.cleared') setTimeout(ask, 300)
    })
    const ask = (): void => send({ type: 'input_audio_buffer.clear' })
    send({
      type: 'session.update',
      session: { type: 'transcription', audio: { input: { transcription: { model: 'gpt-transcribe' } } } },
    })
    const padded = new Int16Array(samples.length + 60_000)
    padded.set(samples, 12_000)
    for (let at = 0; at < padded.length; at += appendSamples) {
      const audio = Buffer.from(padded.slice(at, at + appendSamples).buffer).toString('base64')
      send({ type: 'input_audio_buffer.append', audio })
    }
  })
  await done
  socket.close()
  return transcripts.join(' ')
}

/** One row for each set: human recordings, then each voice. */
export async function measureWordErrors(folder: string): Promise<Record<string, string | number>[]> {
  const server = await startLocalServer({ port: 0 })
  try {
    const sets: [string, Recording[]][] = [['recordings', await recordings(folder)]]
    for (const voice of voices) {
      const spoken: Recording[] = []
      for (const words of sentences) {
        spoken.push({ words, samples: await synthesizeSpeech(words, { voice, sampleRate: 24000 }) })
      }
      sets.push([`voice ${voice}`, spoken])
    }
    const rows: Record<string, string | number>[] = []
    for (const [speech, set] of sets) {
      let wrong = 0
      let words = 0
      for (const recording of set) {
        const errors = wordErrors(recording.words, await transcribe(server.wsUrl, recording.samples))
        wrong += errors.wrong
        words += errors.words
      }
      rows.push({ speech, words, wrong, 'WER %': ((wrong / words) * 100).toFixed(1) })
    }
    return rows
  } finally {
    await server.close()
  }
}

export const samplesFolder: string = fileURLToPath(new URL('speech', import.meta.url))

if (import.meta.main) console.table(await measureWordErrors(process.argv[2] ?? samplesFolder))

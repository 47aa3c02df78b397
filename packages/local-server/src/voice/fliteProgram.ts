import { bytesToPcm16 } from '@parley/core/codec'
import { createWasiRun, WasiExit } from './wasiShim.ts'

export type FliteVoice = 'slt' | 'rms' | 'awb' | 'kal16'

export interface FliteProgram {
  /** Speech as 16 kHz mono samples. The same arguments give the same samples, byte for byte. `stretch` above 1 is slower. */
  speak(text: string, voice: FliteVoice, stretch: number): Int16Array
}

export const fliteSampleRate = 16000
/** Flite writes a plain header; its length fields are only right after it has seeked back. */
const wavHeaderBytes = 44

/** Runs Flite's command line once per sentence; a fresh instance each time, since it keeps its state in globals. */
export function createFliteProgram(wasm: BufferSource): FliteProgram {
  const module = new WebAssembly.Module(wasm)
  return {
    speak(text, voice, stretch) {
      const args = ['flite', '-voice', voice, '--setf', `duration_stretch=${stretch.toFixed(4)}`]
      const run = createWasiRun([...args, '-t', text, '-o', '/out.wav'])
      const instance = new WebAssembly.Instance(module, { wasi_snapshot_preview1: run.imports })
      run.attach(instance.exports['memory'] as WebAssembly.Memory)
      try {
        ;(instance.exports['_start'] as () => void)()
      } catch (error) {
        if (!(error instanceof WasiExit) || error.code !== 0) {
          throw new Error(`Flite could not speak. ${run.messages()}`.trim(), { cause: error })
        }
      }
      return bytesToPcm16(run.output().slice(wavHeaderBytes))
    },
  }
}

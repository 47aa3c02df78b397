import { defineConfig } from 'tsdown'

export default defineConfig({
  // The workers are entries of their own: they are loaded by URL from beside the files that start them.
  entry: [
    'src/index.ts',
    'src/memory.ts',
    'src/speech.ts',
    'src/bin.ts',
    'src/voice/flite.worker.ts',
    'src/recognizer/moonshine.worker.ts',
  ],
  format: 'esm',
  platform: 'node',
  fixedExtension: false,
  unbundle: true,
  sourcemap: true,
  dts: { sourcemap: true },
})

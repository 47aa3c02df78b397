import { rolldown } from 'rolldown'
import type { Plugin } from 'rolldown'
import { defineConfig } from 'tsdown'

/** Vite inlines smaller files as `data:` addresses, which a strict content policy refuses. */
const leastBytes = 4096

async function bundle(input: string): Promise<string> {
  const build = await rolldown({
    input,
    cwd: import.meta.dirname,
    platform: 'neutral',
    logLevel: 'warn',
    // A slice that nobody asks is not needed, though it is made by a call.
    treeshake: { manualPureFunctions: ['defineSlice'] },
  })
  const { output } = await build.generate({ format: 'esm', codeSplitting: false, minify: true })
  await build.close()
  const { code } = output[0]
  if (/^\s*import\b/m.test(code)) throw new Error(`${input} must become one file without imports.`)
  return code.length >= leastBytes ? code : `${code}\n/*${'*'.repeat(leastBytes - code.length)}*/\n`
}

/** Puts the files of other threads beside the library, and the worklet's source into the module it may be loaded from. */
function otherThreads(): Plugin {
  const worklet = bundle('src/worklets/parley.worklet.ts')
  const worker = bundle('src/worklets/engine.worker.ts')
  return {
    name: 'parley-other-threads',
    async buildStart() {
      this.emitFile({ type: 'asset', fileName: 'worklets/parley.worklet.js', source: await worklet })
      this.emitFile({ type: 'asset', fileName: 'worklets/engine.worker.js', source: await worker })
    },
    async transform(code, id) {
      if (id.endsWith('/worklets/inlineWorklet.ts'))
        return { code: code.replace("''", JSON.stringify(await worklet)), map: null }
      if (id.endsWith('/worklets/workletUrl.ts')) return { code: code.replace('.worklet.ts', '.worklet.js'), map: null }
      if (id.endsWith('/worklets/workerUrl.ts')) return { code: code.replace('.worker.ts', '.worker.js'), map: null }
      return null
    },
  }
}

export default defineConfig({
  entry: [
    'src/index.ts',
    'src/internal.ts',
    'src/protocol/index.ts',
    'src/codec/index.ts',
    'src/testing/index.ts',
    'src/worklets/inlineWorklet.ts',
  ],
  format: 'esm',
  platform: 'neutral',
  unbundle: true,
  sourcemap: true,
  dts: { sourcemap: true },
  plugins: [otherThreads()],
})

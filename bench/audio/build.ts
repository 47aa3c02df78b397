import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build } from 'vite'

const here = import.meta.dirname
const core = fileURLToPath(new URL('../../packages/core/dist/', import.meta.url))

/** The pages under test, built as an app builds them, from the package as it is published. */
export async function buildPages(): Promise<string> {
  if (!existsSync(join(core, 'index.js'))) throw new Error('Build the packages first: npm run build.')
  const outDir = fileURLToPath(new URL('../../.cache/bench-audio', import.meta.url))
  await build({
    root: join(here, 'pages'),
    configFile: false,
    logLevel: 'error',
    build: {
      outDir,
      emptyOutDir: true,
      target: 'es2022',
      rolldownOptions: { input: [join(here, 'pages/ours.html'), join(here, 'pages/reference.html')] },
    },
  })
  return outDir
}

/** Gzipped size of what an import of these names costs an app, in kB. */
export async function importSize(code: string, external: readonly RegExp[] = []): Promise<number> {
  const id = '\0measured'
  const output = await build({
    root: here,
    configFile: false,
    logLevel: 'error',
    plugins: [
      {
        name: 'measured',
        resolveId: (source) => (source === 'measured' ? id : null),
        load: (source) => (source === id ? code : null),
      },
    ],
    build: {
      write: false,
      minify: true,
      target: 'es2022',
      rolldownOptions: { input: 'measured', external: [...external], preserveEntrySignatures: 'strict' },
    },
  })
  const chunks = (Array.isArray(output) ? output : [output]).flatMap((one) => ('output' in one ? one.output : []))
  const entry = chunks.find((chunk) => chunk.type === 'chunk' && chunk.isEntry)
  const byName = new Map(chunks.map((chunk) => [chunk.fileName, chunk]))
  const seen = new Set<string>()
  let text = ''
  const add = (name: string) => {
    const chunk = byName.get(name)
    if (seen.has(name) || chunk?.type !== 'chunk') return
    seen.add(name)
    text += chunk.code
    for (const next of chunk.imports) add(next)
  }
  add(entry!.fileName)
  return gzipSync(text, { level: 9 }).length / 1000
}

export const fileSize = (name: string): number => gzipSync(readFileSync(join(core, name)), { level: 9 }).length / 1000

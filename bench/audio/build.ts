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

/** Gzipped size of what an import of these names costs an app at first, in kB. */
export async function importSize(code: string, external: readonly RegExp[] = []): Promise<number> {
  return (await importSizes(code, external)).first
}

/** The same, and what that fetches later. */
export async function importSizes(
  code: string,
  external: readonly RegExp[] = [],
): Promise<{ first: number; later: number }> {
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
  const textOf = (name: string, kinds: ('imports' | 'dynamicImports')[]): string => {
    const chunk = byName.get(name)
    if (seen.has(name) || chunk?.type !== 'chunk') return ''
    seen.add(name)
    const others = kinds.flatMap((kind) => chunk[kind]).map((other) => textOf(other, kinds))
    return chunk.code + others.join('')
  }
  const size = (text: string): number => gzipSync(text, { level: 9 }).length / 1000
  const first = textOf(entry!.fileName, ['imports'])
  seen.clear()
  const all = textOf(entry!.fileName, ['imports', 'dynamicImports'])
  return { first: size(first), later: size(all) - size(first) }
}

export const fileSize = (name: string): number => gzipSync(readFileSync(join(core, name)), { level: 9 }).length / 1000

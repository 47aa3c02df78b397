import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'

// Size budgets, gzipped, in kB (1000 B). A bundle that grows past its line fails the build; the lines only come down.
const bundled = (...external) => ({
  gzip: true,
  brotli: false,
  modifyEsbuildConfig: (config) => ({
    ...config,
    format: 'esm',
    external: [...(config.external ?? []), ...external],
  }),
})

/** The same without what is imported while running: that is fetched apart, when it is needed. */
const bundledApart = (...external) => {
  const { modifyEsbuildConfig, ...rest } = bundled(...external)
  const plugin = {
    name: 'imported-while-running',
    setup(build) {
      build.onResolve({ filter: /.*/ }, ({ kind, path }) =>
        kind === 'dynamic-import' ? { path, external: true } : null,
      )
    },
  }
  return {
    ...rest,
    modifyEsbuildConfig: (config) => {
      const whole = modifyEsbuildConfig(config)
      return { ...whole, plugins: [...(whole.plugins ?? []), plugin] }
    },
  }
}

const asBuilt = { disablePlugins: ['@size-limit/esbuild'], gzip: true, brotli: false }
const beside = ['react', 'react-dom', 'react/jsx-runtime', '@parley/core', '@parley/core/internal']

/** Some exports of the React package as an app's bundler puts them together: what is fetched later in files of its own. */
async function reactBundle(name, isWanted) {
  const entry = fileURLToPath(new URL('packages/react/dist/index.js', import.meta.url))
  if (!existsSync(entry)) return entry
  const outDir = fileURLToPath(new URL(`node_modules/.cache/sizes/${name}`, import.meta.url))
  const names = Object.keys(await import(entry)).filter(isWanted)
  const source = `import { ${names.join(', ')} } from ${JSON.stringify(entry)}\nconsole.log(${names.join(', ')})\n`
  await build({
    configFile: false,
    logLevel: 'error',
    plugins: [
      {
        name: 'entry',
        resolveId: (id) => (id === 'entry' ? '\0entry' : null),
        load: (id) => (id === '\0entry' ? source : null),
      },
    ],
    build: {
      outDir,
      rollupOptions: { input: { entry: 'entry' }, external: beside, output: { entryFileNames: 'entry.js' } },
      modulePreload: false,
    },
  })
  return `${outDir}/entry.js`
}

export default [
  {
    // What a page loads with its first script; a session's connection, fold, devices and transports are fetched when one is made.
    // 0.1 kB over what it was: a key source's failure says what to do, and takes keys out of the app's own words.
    name: 'core: first script (the entry but replayTrace), without zod',
    path: 'packages/core/dist/index.js',
    limit: '20.6 kB',
    ...bundledApart('zod', './session/replayTrace.js'),
  },
  {
    // For who imports replayTrace: it answers at once, and so brings the whole fold along.
    name: 'core: the entry with replayTrace, without zod',
    path: 'packages/core/dist/index.js',
    limit: '33 kB',
    ...bundledApart('zod'),
  },
  {
    // 0.1 kB over what it was: calls measure the network's round trip. 0.4 kB: a socket that is gone
    // without a word is noticed, a key is in no error that a server says, and what was typed into a connection just lost is told again.
    name: 'core: everything the entry may ever load on the main thread, without zod',
    path: 'packages/core/dist/index.js',
    limit: '67 kB',
    ...bundled('zod'),
  },
  { name: 'core: worklet', path: 'packages/core/dist/worklets/parley.worklet.js', limit: '5 kB', ...bundled() },
  { name: 'core: worker', path: 'packages/core/dist/worklets/engine.worker.js', limit: '11.5 kB', ...bundled() },
  {
    // Fetched by pages without workers only; what it shares with what such a page has already is not counted.
    name: 'core: engine in the page’s own thread',
    path: 'packages/core/dist/engine/mainEngine.js',
    limit: '3 kB',
    ...bundled('../audio/*', '../transport/*', '../session/*', '../emitter.js', '../errors.js'),
  },
  {
    // The provider and every hook that brings no words: `useTranscriptExport` and `useRealtimeNotices` count with the parts.
    name: 'react: hooks, without React and the core',
    path: await reactBundle(
      'hooks',
      (name) => /^use|^RealtimeProvider$/.test(name) && !/Notices$|Export$|^useLabels$/.test(name),
    ),
    limit: '6 kB',
    ...asBuilt,
  },
  {
    // Everything the entry exports but the second and third language; the pictures are fetched when one is shown.
    name: 'react: hooks (6 kB) and parts (22 kB), one language',
    path: await reactBundle('all', (name) => !/^(ko|ar)Labels$/.test(name)),
    limit: '26 kB',
    ...asBuilt,
  },
  {
    name: 'react: Orb, fetched when shown',
    path: 'packages/react/dist/visualizer/orbPainter.js',
    limit: '4 kB',
    ...bundled(...beside),
  },
  {
    name: 'react: all pictures with their loop, fetched when shown',
    path: 'packages/react/dist/visualizer/{*Painter,visualizerLoop}.js',
    limit: '14 kB',
    ...bundled(...beside),
  },
  { name: 'react: styles.css', path: 'packages/react/dist/styles.css', limit: '12 kB', ...bundled() },
  // Each page with every chunk it may load later; what both share counts in both.
  { name: 'sample: scripts of /', path: 'apps/sample/dist/assets/main-*.js', limit: '170 kB', ...bundled() },
  { name: 'sample: scripts of /studio', path: 'apps/sample/dist/assets/studio-*.js', limit: '205 kB', ...bundled() },
  { name: 'sample: styles', path: 'apps/sample/dist/assets/*.css', limit: '12 kB', ...bundled() },
]

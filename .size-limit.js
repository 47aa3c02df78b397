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

export default [
  {
    // What a page loads with its first script; the devices and the network are fetched when a session is made.
    name: 'core: static imports of the entry, without zod',
    path: 'packages/core/dist/index.js',
    limit: '42 kB',
    ...bundled('zod', './browserMedia.js', './transport/webRtcTransport.js'),
  },
  { name: 'core: worklet', path: 'packages/core/dist/worklets/parley.worklet.js', limit: '5 kB', ...bundled() },
  { name: 'core: worker', path: 'packages/core/dist/worklets/engine.worker.js', limit: '11 kB', ...bundled() },
  {
    // Fetched by pages without workers only; what it shares with what such a page has already is not counted.
    name: 'core: engine in the page’s own thread',
    path: 'packages/core/dist/engine/mainEngine.js',
    limit: '3 kB',
    ...bundled('../audio/*', '../transport/*', '../session/*', '../emitter.js', '../errors.js'),
  },
  {
    name: 'react: everything, without React and the core',
    path: 'packages/react/dist/index.js',
    limit: '45 kB',
    ...bundled('react', 'react-dom', 'react/jsx-runtime', '@parley/core', '@parley/core/*'),
  },
  { name: 'react: styles.css', path: 'packages/react/dist/styles.css', limit: '12 kB', ...bundled() },
  { name: 'sample: all scripts', path: 'apps/sample/dist/assets/index-*.js', limit: '195 kB', ...bundled() },
  { name: 'sample: styles', path: 'apps/sample/dist/assets/index-*.css', limit: '13 kB', ...bundled() },
]

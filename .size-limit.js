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
  { name: 'core: worker', path: 'packages/core/dist/worklets/engine.worker.js', limit: '12.5 kB', ...bundled() },
  {
    name: 'react: everything, without React and the core',
    path: 'packages/react/dist/index.js',
    limit: '45 kB',
    ...bundled('react', 'react-dom', 'react/jsx-runtime', '@parley/core', '@parley/core/*'),
  },
  { name: 'react: styles.css', path: 'packages/react/dist/styles.css', limit: '12 kB', ...bundled() },
  // Each page with every chunk it may load later; what both share counts in both.
  { name: 'sample: scripts of /', path: 'apps/sample/dist/assets/main-*.js', limit: '170 kB', ...bundled() },
  { name: 'sample: scripts of /studio', path: 'apps/sample/dist/assets/studio-*.js', limit: '205 kB', ...bundled() },
  { name: 'sample: styles', path: 'apps/sample/dist/assets/*.css', limit: '12 kB', ...bundled() },
]

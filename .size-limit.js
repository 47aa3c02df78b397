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

export default [
  {
    // What a page loads with its first script; a session's connection, fold, devices and transports are fetched when one is made.
    name: 'core: first script (the entry but replayTrace), without zod',
    path: 'packages/core/dist/index.js',
    limit: '20.5 kB',
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
    name: 'core: everything the entry may ever load on the main thread, without zod',
    path: 'packages/core/dist/index.js',
    limit: '65 kB',
    ...bundled('zod'),
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
  { name: 'sample: all scripts', path: 'apps/sample/dist/assets/index-*.js', limit: '195 kB', ...bundled() },
  { name: 'sample: styles', path: 'apps/sample/dist/assets/index-*.css', limit: '13 kB', ...bundled() },
]

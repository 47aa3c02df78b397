// The size budgets of the design, in kB (1000 B), gzipped, without zod and React.
const esm = (config) => ({ ...config, format: 'esm' })
const budget = (name, path, limit, options = {}) => ({
  name,
  path,
  limit,
  gzip: true,
  modifyEsbuildConfig: esm,
  ...options,
})

export default [
  budget('core: static imports of the entry', 'packages/core/dist/index.js', '24 kB', { ignore: ['zod'] }),
  budget('core: worker and worklet', 'packages/core/dist/worklets/*.js', '12 kB'),
]

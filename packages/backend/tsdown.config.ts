import { defineConfig } from 'tsdown'

export default defineConfig({
  entry: ['src/index.ts'],
  format: 'esm',
  platform: 'node',
  // Named as the exports name them; everything else of the platform stays.
  fixedExtension: false,
  unbundle: true,
  sourcemap: true,
  dts: { sourcemap: true },
})

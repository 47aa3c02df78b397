import { defineConfig } from 'tsdown'

export default defineConfig({
  entry: ['src/index.ts', 'src/testing/index.ts'],
  format: 'esm',
  platform: 'neutral',
  unbundle: true,
  sourcemap: true,
  dts: { sourcemap: true },
})

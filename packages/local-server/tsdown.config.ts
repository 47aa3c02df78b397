import { defineConfig } from 'tsdown'

export default defineConfig({
  entry: ['src/index.ts', 'src/memory.ts'],
  format: 'esm',
  platform: 'node',
  unbundle: true,
  sourcemap: true,
  dts: { sourcemap: true },
})

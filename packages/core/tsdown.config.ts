import { defineConfig } from 'tsdown'

export default defineConfig({
  entry: ['src/index.ts', 'src/internal.ts', 'src/protocol/index.ts', 'src/codec/index.ts', 'src/testing/index.ts'],
  format: 'esm',
  platform: 'neutral',
  unbundle: true,
  sourcemap: true,
  dts: { sourcemap: true },
})

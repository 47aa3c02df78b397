import { defineConfig } from 'tsdown'

export default defineConfig({
  entry: ['src/index.ts', 'src/testing/index.ts', 'src/inspector/index.ts', 'src/openai-agents/index.ts'],
  format: 'esm',
  platform: 'neutral',
  // One file each, so that every client module keeps its own 'use client'.
  unbundle: true,
  sourcemap: true,
  dts: { sourcemap: true },
  copy: ['src/styles.css'],
  inputOptions: { checks: { moduleLevelDirective: false } },
})

import type { NextConfig } from 'next'

const config: NextConfig = {
  // This folder is the whole app, whatever lies above it.
  turbopack: { root: import.meta.dirname },
  outputFileTracingRoot: import.meta.dirname,
}

export default config

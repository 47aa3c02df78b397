// The local server alone: `npm run server -- --port 8790`. `--help` lists its options.
import { fromSource, install, pinnedNode } from './lib/run.mjs'
import { supervise } from './lib/supervise.mjs'

await install()
const args = process.argv.slice(2)
await supervise([
  { name: 'The local server', command: pinnedNode(), args: [fromSource, 'packages/local-server/src/bin.ts', ...args] },
])

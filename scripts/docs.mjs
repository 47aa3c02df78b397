// The documentation as a site: at the address it prints while you write, or with `--build` into docs/dist.
import { install, pinnedNode, run } from './lib/run.mjs'

await install()
const tool = process.argv.includes('--build') ? 'build' : 'dev'
process.exitCode = await run(pinnedNode(), [`docs/tools/${tool}.ts`])

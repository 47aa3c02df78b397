/**
 * Every figure, in one run: `npm run bench`, or `npm run bench -- session backend start audio react server` for some. Each part prints its
 * own table and says when a bound is missed; the run fails then. Options such as `--soak` are handed to every part.
 */
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const parts: Record<string, string> = {
  session: 'core/session.ts',
  start: 'start/run.ts',
  backend: 'backend/run.ts',
  audio: 'audio/run.ts',
  react: 'react/run.ts',
  server: 'server/run.ts',
}
const asked = process.argv.slice(2).filter((name) => name in parts)
const options = process.argv.slice(2).filter((name) => name.startsWith('--'))

let failed = false
for (const [name, file] of Object.entries(parts)) {
  if (asked.length > 0 && !asked.includes(name)) continue
  console.log(`\n══ ${name}`)
  const child = spawn(
    process.execPath,
    ['--conditions=@parley/source', fileURLToPath(new URL(file, import.meta.url)), ...options],
    {
      stdio: 'inherit',
    },
  )
  const code = await new Promise<number>((resolve) => child.on('exit', (status) => resolve(status ?? 1)))
  if (code !== 0) failed = true
}
process.exitCode = failed ? 1 : 0

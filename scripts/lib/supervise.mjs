import { spawn } from 'node:child_process'
import { quietEnv, root } from './pnpm.mjs'

/**
 * Runs the children until one ends, this process is told to stop, or its parent is gone (npm does not pass its own end on).
 * Then all of them are stopped. `onStart` runs once they are started; a rejection of it stops them too.
 */
export async function supervise(commands, onStart = async () => {}) {
  const children = commands.map(({ name, command, args, env = {} }) => ({
    name,
    child: spawn(command, args, { cwd: root, stdio: 'inherit', env: quietEnv(env) }),
  }))
  let stopping = false
  const stop = () => {
    if (stopping) return
    stopping = true
    for (const { child } of children) child.kill('SIGTERM')
    // A child that does not go in time is made to.
    setTimeout(() => children.forEach(({ child }) => child.kill('SIGKILL')), 5_000).unref()
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, stop)
  const parent = process.ppid
  const watch = setInterval(() => process.ppid !== parent && stop(), 500)
  const ends = children.map(({ name, child }) =>
    new Promise((resolve) => {
      child.on('error', (error) => {
        console.error(error.message)
        resolve(1)
      })
      child.on('exit', (code, signal) => {
        if (!stopping) console.error(`${name} ended (${signal ?? `code ${code}`}): stopping.`)
        resolve(stopping ? 0 : (code ?? 1))
      })
    }).then((code) => {
      if (code !== 0) process.exitCode = code
      stop()
    }),
  )
  try {
    await Promise.race([onStart(), Promise.all(ends)])
  } catch (error) {
    console.error(error.message)
    process.exitCode = 1
    stop()
  }
  await Promise.all(ends)
  clearInterval(watch)
}

import { createServer } from 'node:net'

/** The port, or the next free one after it; says so when it had to move. */
export async function freePort(wanted, what, log = console.log) {
  for (let port = wanted; port < wanted + 50; port++) {
    if (await isFree(port)) {
      if (port !== wanted) log(`Port ${wanted} is taken: ${what} uses ${port} instead.`)
      return port
    }
  }
  throw new Error(`No port from ${wanted} to ${wanted + 49} is free for ${what}.`)
}

function isFree(port) {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', () => resolve(false))
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)))
  })
}

/** Resolves when the address answers; rejects when it does not in time. */
export async function answers(url, timeoutMs = 60_000) {
  const end = Date.now() + timeoutMs
  for (;;) {
    try {
      const response = await fetch(url, { signal: AbortSignal.timeout(2_000) })
      await response.body?.cancel()
      return
    } catch (error) {
      if (Date.now() > end) throw new Error(`${url} does not answer: ${error.message}`, { cause: error })
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }
}

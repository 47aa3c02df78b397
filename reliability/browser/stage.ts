import { join } from 'node:path'
import { startLocalServer, type FaultPlan, type LocalServer, type LocalServerOptions } from '@parley/local-server'
import { createLevelDetector, createPreparedVoice, createScriptResponder } from '@parley/local-server/memory'
import { createServer, type ViteDevServer } from 'vite'

/** What the cells and the page's own trouble are played on: a server whose answers are known, and a page. */

export const story =
  'Once upon a time a fox went out to see the world, and it went a very long way before it came home again.'

export const startServer = (
  faults: FaultPlan = {},
  port = 0,
  options: Partial<LocalServerOptions> = {},
): Promise<LocalServer> =>
  startLocalServer({
    port,
    faults,
    detector: createLevelDetector(0.9),
    recognizer: null,
    voice: createPreparedVoice(),
    responder: createScriptResponder({
      rules: [
        { says: 'hello', do: ['Hello there.'] },
        { says: 'long story', do: [Array.from({ length: 4 }, () => story).join(' ')] },
        { says: 'story', do: [story] },
        { otherwise: true, do: ['Still here.'] },
      ],
    }),
    ...options,
  })

export interface Ear {
  detector: NonNullable<LocalServerOptions['detector']>
  /** How much sound of the user has come, silence left out. */
  loudMs(): number
}

/** Listens to what the server gets of the microphone, and takes none of it for speech. Chromium's fake device beeps. */
export function createEar(): Ear {
  let loudMs = 0
  const level = createLevelDetector(0.002)
  return {
    loudMs: () => loudMs,
    detector: {
      open() {
        const stream = level.open()
        return {
          async write(samples) {
            const windows = await stream.write(samples)
            loudMs += windows.filter((probability) => probability === 1).length * 32
            return windows.map(() => 0)
          },
          reset: () => stream.reset(),
          close: () => stream.close(),
        }
      },
    },
  }
}

/** Serves `page/`, with the packages' sources. */
export async function servePage(): Promise<{ server: ViteDevServer; address: string }> {
  const server = await createServer({
    root: join(import.meta.dirname, 'page'),
    configFile: false,
    logLevel: 'error',
    // Vite's own client loads the page anew when its connection was lost, as in a page that sleeps.
    plugins: [
      {
        name: 'nothing-but-the-page',
        transformIndexHtml: {
          order: 'post',
          handler: (html) => html.replace('<script type="module" src="/@vite/client"></script>', ''),
        },
      },
    ],
    resolve: { conditions: ['@parley/source'] },
    server: { port: 0, host: '127.0.0.1', fs: { strict: false }, hmr: false },
  })
  await server.listen()
  return { server, address: server.resolvedUrls!.local[0]! }
}

import type { ViteDevServer } from 'vite'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { damageSdp } from '../fuzz/damageSdp.ts'
import { createRandom } from '../fuzz/random.ts'
import { startChromium, type PlainChromium } from './plainChromium.ts'
import { servePage } from './stage.ts'

/** Another one each day, and the same one when it is given: `FUZZ_SEED=7 npm test`. */
const seed = Number(process.env['FUZZ_SEED'] ?? Math.floor(Date.now() / 86_400_000))

let pages: ViteDevServer
let address = ''
let chromium: PlainChromium

beforeAll(async () => {
  const served = await servePage()
  pages = served.server
  address = served.address
  chromium = await startChromium()
}, 60_000)
afterAll(async () => {
  await chromium?.close()
  await pages?.close()
})

test(`damaged answers to a call are refused by Chromium in words of ours, and leave nothing open (FUZZ_SEED=${seed})`, async () => {
  const random = createRandom(seed)
  const tab = await chromium.open(address)
  await expect.poll(() => tab.evaluate('typeof cells'), { timeout: 30_000 }).toBe('object')
  const answer = await tab.evaluate<string>('cells.answerOf()')
  const outcomes = new Map<string, string>()
  const atOnce = 25
  for (let done = 0; done < 300; done += atOnce) {
    const answers = Array.from({ length: atOnce }, () => damageSdp(answer, random))
    const codes = await tab.evaluate<string[]>(`cells.called(${JSON.stringify(answers)})`)
    for (const [i, code] of codes.entries()) outcomes.set(code, answers[i]!)
  }
  // `aborted`: the browser took the answer, and waits for a server that is not there.
  expect(new Set(outcomes.keys())).toEqual(new Set(['handshake_failed', 'aborted']))
  expect(await tab.evaluate('cells.held()')).toEqual({ tracks: 0, contexts: 0, sockets: 0, peers: 0, workers: 0 })
}, 90_000)

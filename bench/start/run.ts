/**
 * The first minute of a newcomer: how long `npm start` takes until the page answers, and how long a person who asks something
 * waits for the first sound of the answer. The microphone is a recording; the clock is the page's.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { writeMicrophoneWav } from '@parley/local-server/speech'
import { chromium } from 'playwright-core'
import { listen } from '../../e2e/loudness.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const rounds = 5

const folder = mkdtempSync(join(tmpdir(), 'parley-start-'))
const recording = join(folder, 'question.wav')
const { endsMs } = await writeMicrophoneWav(
  recording,
  [{ text: 'What is the capital of Australia?', voice: 'rms', silenceBeforeMs: 4_000 }],
  { silenceAfterMs: 2_000 },
)

async function start(): Promise<{ child: ChildProcess; url: string; seconds: number }> {
  const begun = performance.now()
  const child = spawn('npm', ['start'], { cwd: root, stdio: ['ignore', 'pipe', 'inherit'], detached: true })
  const url = await new Promise<string>((resolve, reject) => {
    let text = ''
    child.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString()
      const ready = /Parley is ready: (\S+)/.exec(text)
      if (ready) resolve(ready[1]!)
    })
    child.on('exit', () => reject(new Error(`npm start ended before it was ready:\n${text}`)))
  })
  return { child, url, seconds: (performance.now() - begun) / 1000 }
}

/** Milliseconds from the last word of the question to the first audible sample of the answer. */
async function wait(url: string): Promise<number> {
  const browser = await chromium.launch({
    executablePath: process.env['CHROMIUM_PATH'] || '/usr/bin/chromium',
    args: [
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      '--disable-gpu',
      '--disable-background-networking',
      '--use-fake-ui-for-media-stream',
      '--use-fake-device-for-media-stream',
      `--use-file-for-fake-audio-capture=${recording}%noloop`,
      '--autoplay-policy=no-user-gesture-required',
      '--allow-loopback-in-peer-connection',
    ],
  })
  try {
    const page = await browser.newPage({ permissions: ['microphone'] })
    await listen(page)
    await page.addInitScript(() => {
      const get = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices)
      navigator.mediaDevices.getUserMedia = async (constraints) => {
        const stream = await get(constraints)
        // The recording begins to play here.
        document.documentElement.dataset['microphoneAt'] ??= String(performance.now())
        return stream
      }
    })
    await page.goto(url)
    await page.getByRole('button', { name: 'Start' }).click()
    await page.waitForFunction(() => window.parleyHeard.firstAt > 0, undefined, { timeout: 30_000 })
    return await page.evaluate(
      (endMs) => window.parleyHeard.firstAt - Number(document.documentElement.dataset['microphoneAt']) - endMs,
      endsMs[0]!,
    )
  } finally {
    await browser.close()
  }
}

const { child, url, seconds } = await start()
try {
  const waits: number[] = []
  for (let round = 0; round < rounds; round++) waits.push(await wait(url))
  const sorted = waits.toSorted((a, b) => a - b)
  console.log(`npm start, warm install: the page answers after ${seconds.toFixed(1)} s`)
  console.log(
    `end of speech to first audible sample, ${rounds} runs: median ${sorted[Math.floor(rounds / 2)]!.toFixed(0)} ms (${sorted[0]!.toFixed(0)} to ${sorted.at(-1)!.toFixed(0)})`,
  )
} finally {
  process.kill(-child.pid!, 'SIGINT')
  rmSync(folder, { recursive: true, force: true })
}

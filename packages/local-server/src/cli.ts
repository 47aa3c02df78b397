import { readFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { startLocalServer, type LocalServerOptions } from './startLocalServer.ts'
import { createChatResponder } from './responder/chatResponder.ts'
import { parseFaultPlan } from './faults/faultPlan.ts'
import { createRecordingProxy } from './trace/recordingProxy.ts'
import { createReplayServer } from './trace/replayServer.ts'
import { accessOf } from './server/access.ts'
import { parseTrace } from './trace/trace.ts'
import { readScript } from './responder/readScript.ts'
import { createScriptResponder } from './responder/scriptResponder.ts'
import { fetchWeights } from './recognizer/weightsCache.ts'
import { createEchoResponder } from './responder/echoResponder.ts'
import { voiceNames } from './voice/voice.ts'

const usage: string = `parley-server: the Realtime API on this machine, offline, with real speech.

  parley-server models   fetches the weights of speech recognition into a cache, once

  --port N          port to listen on (default 8790; 0 picks a free one)
  --host ADDRESS    address to bind (default 127.0.0.1, this machine only)
  --responder NAME  who answers: default, echo, chat (default: default)
  --script FILE     a YAML or JSON script answers instead
  --chat-url URL    for chat: an OpenAI-compatible endpoint, such as http://127.0.0.1:11434/v1
  --chat-model NAME for chat: its model; its key, if any, comes from PARLEY_CHAT_KEY
  --voice NAME      voice of sessions that name none: ${voiceNames.join(', ')}
  --seed N          makes ids and choices the same in every run
  --api-key KEY     require this key (may be given several times; default: any key, or none)
  --allow-host H    answer to this host name too (may be given several times)
  --allow-origin O  let pages of this origin use the server (may be given several times)
  --fault PLAN      what goes wrong in every session, such as latency:200,drop:0.05
  --replay FILE     serve a trace instead of answering
  --record FILE     stand in front of the real service and write a trace (its key: OPENAI_API_KEY)
  --upstream URL    with --record: the service (default https://api.openai.com/v1)
  --keep-audio      with --record: write the audio too
  --tls-key FILE    with --tls-cert: serve https and wss, which some clients insist on
  --tls-cert FILE   the certificate, PEM
  --help            show this

Clients use http://HOST:PORT/v1 and ws://HOST:PORT/v1/realtime as their base URL.`

/** The options of a command line, or a message about what is wrong with it. */
export async function parseCommandLine(
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<LocalServerOptions | 'help'> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      port: { type: 'string' },
      host: { type: 'string' },
      responder: { type: 'string' },
      script: { type: 'string' },
      'chat-url': { type: 'string' },
      'chat-model': { type: 'string' },
      voice: { type: 'string' },
      seed: { type: 'string' },
      'api-key': { type: 'string', multiple: true },
      'allow-host': { type: 'string', multiple: true },
      'allow-origin': { type: 'string', multiple: true },
      fault: { type: 'string' },
      replay: { type: 'string' },
      record: { type: 'string' },
      upstream: { type: 'string' },
      'keep-audio': { type: 'boolean' },
      'tls-key': { type: 'string' },
      'tls-cert': { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  })
  if (values.help) return 'help'
  const options: LocalServerOptions = {}
  if (values.port !== undefined) options.port = wholeNumber('--port', values.port, 65535)
  if (values.host !== undefined) options.host = values.host
  if (values.seed !== undefined) options.seed = wholeNumber('--seed', values.seed, 2 ** 32 - 1)
  if (values.voice !== undefined) options.defaultVoice = oneOf('--voice', values.voice, voiceNames)
  if (values['api-key']) options.apiKeys = values['api-key']
  if (values['allow-host']) options.allowedHosts = values['allow-host']
  if (values['allow-origin']) options.allowedOrigins = values['allow-origin']
  if (values.fault !== undefined) options.faults = parseFaultPlan(values.fault)
  if (values.replay !== undefined && values.record !== undefined)
    throw new Error('--replay and --record exclude each other.')
  if (values.replay !== undefined) {
    const trace = parseTrace(await readFile(values.replay, 'utf8'))
    options.server = (parameters) => createReplayServer(trace, parameters.clock, accessOf(parameters))
  }
  if (values.record !== undefined) {
    const recording = {
      upstream: values.upstream ?? 'https://api.openai.com/v1',
      apiKey: env['OPENAI_API_KEY'],
      path: values.record,
      keepAudio: values['keep-audio'] ?? false,
    }
    options.server = (parameters) => createRecordingProxy({ ...recording, access: accessOf(parameters) })
  }
  const { 'tls-key': key, 'tls-cert': cert } = values
  if ((key === undefined) !== (cert === undefined)) throw new Error('--tls-key and --tls-cert belong together.')
  if (key !== undefined && cert !== undefined) {
    options.tls = { key: await readFile(key, 'utf8'), cert: await readFile(cert, 'utf8') }
  }
  const who = oneOf('--responder', values.responder ?? 'default', ['default', 'echo', 'chat'])
  if (values.script !== undefined) {
    if (values.responder !== undefined) throw new Error('--script and --responder exclude each other.')
    options.responder = createScriptResponder(await readScript(values.script))
  } else if (who === 'echo') {
    options.responder = createEchoResponder()
  } else if (who === 'chat') {
    const { 'chat-url': url, 'chat-model': model } = values
    if (url === undefined || model === undefined) throw new Error('--responder chat needs --chat-url and --chat-model.')
    if (!URL.canParse(url))
      throw new Error(`--chat-url must be an address such as http://127.0.0.1:11434/v1, not '${url}'.`)
    const apiKey = env['PARLEY_CHAT_KEY']
    options.responder = createChatResponder({ url, model, ...(apiKey ? { apiKey } : {}) })
  }
  return options
}

function wholeNumber(name: string, value: string, most: number): number {
  const number = Number(value)
  if (value.trim() !== '' && Number.isInteger(number) && number >= 0 && number <= most) return number
  throw new Error(`${name} must be a whole number from 0 to ${most}, not '${value}'.`)
}

function oneOf(name: string, value: string, allowed: readonly string[]): string {
  if (allowed.includes(value)) return value
  throw new Error(`${name} must be one of ${allowed.join(', ')}, not '${value}'.`)
}

/** The address of a server that another app of this machine has started there, where any will do. */
async function sameServer({ port = 8790, ...others }: LocalServerOptions): Promise<string | null> {
  if (Object.keys(others).length > 0) return null
  const url = `http://127.0.0.1:${port}`
  try {
    const health = await fetch(`${url}/health`, { signal: AbortSignal.timeout(1000) })
    return ((await health.json()) as { name?: unknown }).name === 'parley-server' ? url : null
  } catch {
    return null
  }
}

/** Runs the command until it is told to stop. Gives the exit code. */
export async function main(args: readonly string[]): Promise<number> {
  const say = (line: string) => console.log(line)
  try {
    if (args[0] === 'models' && args.length === 1) {
      say(`speech recognition is ready in ${await fetchWeights()}`)
      return 0
    }
    const options = await parseCommandLine(args, process.env)
    if (options === 'help') {
      say(usage)
      return 0
    }
    const server = await startLocalServer({ ...options, log: (line) => console.error(line) }).catch(
      async (error: unknown) => {
        const running = await sameServer(options)
        if (running === null) throw error
        say(`a Parley server already listens on ${running}: use that one`)
      },
    )
    if (!server) return 0
    await new Promise<void>((resolve) => {
      const stop = () => resolve()
      process.once('SIGINT', stop)
      process.once('SIGTERM', stop)
      say(`listening on ${server.url}`)
    })
    await server.close()
    return 0
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error))
    return 1
  }
}

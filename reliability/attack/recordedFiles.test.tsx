import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { renderToString } from 'react-dom/server'
import { expect, test } from 'vitest'
import { hostedMcpTool, RealtimeAgent, RealtimeRunner, tool, type RealtimeSession } from '@parley/core'
import { startLocalServer } from '@parley/local-server'
import { createPreparedVoice, createScriptResponder } from '@parley/local-server/memory'
import { RealtimeProvider, useTranscriptExport, type TranscriptFormat } from '@parley/react'

/** Everything that a run uses to prove who it is; none of it is in any file that the run leaves. */
const secrets = {
  standardKey: 'sk-recorded-standard-5f20b7c1',
  mcpToken: 'oauth-of-the-mcp-server-91c4',
  mcpHeader: 'value-of-a-header-7d3e',
}

async function startServer() {
  return startLocalServer({
    port: 0,
    apiKeys: [secrets.standardKey],
    detector: null,
    recognizer: null,
    voice: createPreparedVoice(),
    responder: createScriptResponder({
      rules: [
        { says: 'weather', do: [{ call: 'get_weather', with: { city: 'Paris' } }] },
        { result: 'get_weather', do: ['It is {output.sky} there.'] },
        { otherwise: true, do: ['Hello there.'] },
      ],
    }),
  })
}

/** The command as it is run, writing down what passes between its clients and `upstream`. */
async function startRecording(upstream: string, path: string) {
  const bin = fileURLToPath(import.meta.resolve('@parley/local-server')).replace(/[^/\\]+$/, 'bin.ts')
  const args = ['--conditions=@parley/source', bin, '--port', '0', '--record', path, '--upstream', `${upstream}/v1`]
  const child = spawn(process.execPath, args, { env: { ...process.env, OPENAI_API_KEY: secrets.standardKey } })
  let printed = ''
  const url = await new Promise<string>((resolve, reject) => {
    const read = (chunk: Buffer): void => {
      printed += chunk.toString()
      const found = /listening on (\S+)/.exec(printed)?.[1]
      if (found) resolve(found)
    }
    child.stdout.on('data', read)
    child.stderr.on('data', read)
    child.on('close', () => reject(new Error(printed)))
  })
  return {
    url,
    printed: () => printed,
    stop: () =>
      new Promise<void>((resolve) => {
        child.on('close', () => resolve())
        child.kill('SIGTERM')
      }),
  }
}

function exported(session: RealtimeSession): Promise<string[]> {
  let make!: (format: TranscriptFormat) => Blob
  const Grab = (): null => {
    make = useTranscriptExport()
    return null
  }
  renderToString(
    <RealtimeProvider session={session}>
      <Grab />
    </RealtimeProvider>,
  )
  return Promise.all((['txt', 'md', 'json', 'srt', 'vtt'] as const).map((format) => make(format).text()))
}

test('no secret of a run is in the recorded trace, the session’s own trace, what the server printed or an exported conversation', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'parley-recorded-'))
  const path = join(folder, 'trace.jsonl')
  const server = await startServer()
  const recording = await startRecording(server.url, path)
  const mcpSaw: string[] = []
  const mcp = createServer((request, response) => {
    mcpSaw.push(JSON.stringify(request.headers))
    response.writeHead(401).end()
  })
  await new Promise<void>((resolve) => void mcp.listen(0, '127.0.0.1', resolve))
  try {
    const minted = await fetch(`${recording.url}/v1/realtime/client_secrets`, {
      method: 'POST',
      headers: { authorization: `Bearer ${secrets.standardKey}`, 'content-type': 'application/json' },
      body: '{}',
    })
    const clientSecret = ((await minted.json()) as { value: string }).value
    expect(clientSecret).toMatch(/^ek_/)

    const weather = tool({
      name: 'get_weather',
      description: 'The weather.',
      parameters: { type: 'object', properties: { city: { type: 'string' } } },
      execute: () => ({ sky: 'grey' }),
    })
    const shelf = hostedMcpTool({
      serverLabel: 'shelf',
      serverUrl: `http://127.0.0.1:${(mcp.address() as AddressInfo).port}/mcp`,
      headers: { authorization: `Bearer ${secrets.mcpToken}`, 'x-shelf': secrets.mcpHeader },
    })
    const agent = new RealtimeAgent({ name: 'A', instructions: 'Help.', tools: [weather, shelf] })
    const session = await new RealtimeRunner({ startingAgent: agent }).run({
      modelConfig: { url: `${recording.url}/v1`, transport: 'websocket', clientSecret },
    })
    await session.connect()
    session.sendMessage('How is the weather?')
    await expect.poll(() => JSON.stringify(session.history), { timeout: 10_000 }).toContain('It is grey there.')
    await expect.poll(() => session.agentState, { timeout: 10_000 }).toBe('idle')
    await expect.poll(() => mcpSaw.join(), { timeout: 10_000 }).toContain(secrets.mcpHeader)
    const files = {
      'session.trace()': JSON.stringify(session.trace()),
      'session.history': JSON.stringify(session.history),
      snapshot: JSON.stringify(session.getSnapshot()),
      transcripts: (await exported(session)).join('\n'),
      recorded: await readFile(path, 'utf8'),
      printed: recording.printed(),
    }
    await session.close()
    // Each of them holds the conversation, and so would hold a secret that was in it.
    const { snapshot: _, printed: __, ...whole } = files
    for (const text of Object.values(whole)) expect(text).toContain('It is grey there.')
    expect(files.recorded).toContain('"server_label":"shelf"')
    const found = Object.entries({ ...secrets, clientSecret }).flatMap(([what, secret]) =>
      Object.entries(files).flatMap(([file, text]) => (text.includes(secret) ? [`${what} in ${file}`] : [])),
    )
    expect(found).toEqual([])
  } finally {
    await recording.stop()
    mcp.close()
    await server.close()
    await rm(folder, { recursive: true })
  }
}, 60_000)

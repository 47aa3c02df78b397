import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { RealtimeAgent } from '../agent/realtimeAgent.ts'
import { handoff } from '../agent/handoff.ts'
import { hostedMcpTool, tool } from '../agent/tool.ts'
import { RealtimeRunner, getSessionConfig } from '../realtimeRunner.ts'
import { createTestSession } from '../testing/index.ts'
import type { ModelSettings } from './modelSettings.ts'
import { normalizeModelConfig } from './modelConfig.ts'
import { camelSettings, mergeSettings, normalizeSettings } from './normalizeSettings.ts'

const agent = new RealtimeAgent({ name: 'A', instructions: 'I.' })
const configOf = (modelSettings: unknown) =>
  getSessionConfig(agent, { config: { modelSettings: modelSettings as ModelSettings } })

describe('model settings', () => {
  test('defaults are the present ones', async () => {
    expect(await configOf({})).toEqual({
      type: 'realtime',
      model: 'gpt-realtime-2.1',
      instructions: 'I.',
      tools: [],
      output_modalities: ['audio'],
      audio: {
        input: {
          format: { type: 'audio/pcm', rate: 24000 },
          transcription: { model: 'gpt-transcribe' },
          turn_detection: { type: 'semantic_vad', create_response: true, interrupt_response: true },
        },
        output: { format: { type: 'audio/pcm', rate: 24000 } },
      },
    })
  })

  test('rule 129: null is sent as null, absent is the default, and falsy values survive', async () => {
    expect((await configOf({ turnDetection: null })).audio?.input?.turn_detection).toBeNull()
    expect(
      (await configOf({ turnDetection: { type: 'server_vad', threshold: 0, createResponse: false } })).audio?.input
        ?.turn_detection,
    ).toEqual({ type: 'server_vad', threshold: 0, create_response: false })
  })

  test('rule 131: every spelling of a format', () => {
    const wire = (format: unknown) =>
      (normalizeSettings({ inputAudioFormat: format as never }).session['audio'] as { input: { format: unknown } })
        .input.format
    for (const name of ['pcm16', 'pcm', 'audio/pcm', { type: 'audio/pcm' }, { type: 'audio/pcm', rate: Number.NaN }])
      expect(wire(name)).toEqual({ type: 'audio/pcm', rate: 24000 })
    for (const name of ['g711_ulaw', 'pcmu', 'audio/pcmu']) expect(wire(name)).toEqual({ type: 'audio/pcmu' })
    for (const name of ['g711_alaw', 'pcma', { type: 'audio/pcma' }]) expect(wire(name)).toEqual({ type: 'audio/pcma' })
    expect(() => wire('opus')).toThrow(expect.objectContaining({ code: 'invalid_option', path: 'audio.input.format' }))
    expect(() => wire({ type: 'audio/pcm', rate: 16000 })).toThrow(
      expect.objectContaining({ path: 'audio.input.format.rate' }),
    )
  })

  test('rule 131: a format Parley does not know is refused as an option, and goes through providerData', () => {
    const opus = { type: 'audio/opus', rate: 48000 }
    expect(() => normalizeSettings({ inputAudioFormat: opus as never })).toThrow(
      expect.objectContaining({ name: 'ConfigError', path: 'audio.input.format' }),
    )
    const { session } = normalizeSettings({ providerData: { audio: { input: { format: opus } } } })
    expect(session).toMatchObject({ audio: { input: { format: opus } } })
  })

  test('rule 132: modalities in the old name, the new one winning; both together are audio with a warning', () => {
    expect(normalizeSettings({ modalities: ['text'] }).session.output_modalities).toEqual(['text'])
    expect(normalizeSettings({ modalities: ['text'], outputModalities: ['audio'] }).session.output_modalities).toEqual([
      'audio',
    ])
    const both = normalizeSettings({ modalities: ['text', 'audio'] })
    expect([both.session.output_modalities, both.warnings.length]).toEqual([['audio'], 1])
  })

  test('rule 133: noise reduction absent, null and given', async () => {
    expect((await configOf({})).audio?.input).not.toHaveProperty('noise_reduction')
    expect((await configOf({ inputAudioNoiseReduction: null })).audio?.input?.noise_reduction).toBeNull()
    expect(
      (await configOf({ audio: { input: { noiseReduction: { type: 'near_field' } } } })).audio?.input?.noise_reduction,
    ).toEqual({ type: 'near_field' })
  })

  test('rule 134 and 137: a null side counts as unset, and a flat voice leaves the formats alone', async () => {
    expect((await configOf({ audio: { input: null }, inputAudioFormat: 'pcmu' })).audio?.input?.format).toEqual({
      type: 'audio/pcmu',
    })
    const { audio } = await configOf({ voice: 'ash', audio: { output: { format: 'pcma' } } })
    expect(audio?.output).toEqual({ voice: 'ash', format: { type: 'audio/pcma' } })
  })

  test('rule 135: camelCase turn detection becomes snake_case', async () => {
    const detection = (
      await configOf({
        turnDetection: {
          type: 'server_vad',
          prefixPaddingMs: 1,
          silenceDurationMs: 2,
          idleTimeoutMs: 6000,
          interruptResponse: false,
        },
      })
    ).audio?.input?.turn_detection
    expect(detection).toEqual({
      type: 'server_vad',
      prefix_padding_ms: 1,
      silence_duration_ms: 2,
      idle_timeout_ms: 6000,
      interrupt_response: false,
    })
  })

  test('rule 138: attaching to a call sends no formats that were not asked for', async () => {
    const { session, server } = createTestSession({ modelConfig: { callId: 'rtc_1' } })
    await session.connect()
    expect(server.connects[0]?.config.audio?.input).not.toHaveProperty('format')
    const asked = createTestSession({
      modelConfig: { callId: 'rtc_1' },
      config: { modelSettings: { inputAudioFormat: 'pcmu' } },
    })
    await asked.session.connect()
    expect(asked.server.connects[0]?.config.audio?.input?.format).toEqual({ type: 'audio/pcmu' })
  })

  test('rule 139: a custom voice is sent as an object, and echoes of it are understood', async () => {
    const { session, server } = createTestSession({ config: { modelSettings: { voice: { id: 'voice_7' } } } })
    await session.connect()
    expect(server.connects[0]?.config.audio?.output?.voice).toEqual({ id: 'voice_7' })
    expect(session.getSnapshot().lastError).toBeNull()
  })

  test('rule 152: tracing disabled is null; a group without a workflow is a warning', async () => {
    const { session, server, events } = createTestSession({
      config: { tracingDisabled: true, modelSettings: { tracing: { groupId: 'g' } } },
    })
    await session.connect()
    expect(server.connects[0]?.config.tracing).toBeNull()
    expect(events.filter((event) => event.type === 'error')).toMatchObject([
      { error: { severity: 'warning', message: expect.stringContaining('workflowName') } },
    ])
  })

  test('nested wins over flat, key by key, whatever else is there', () => {
    const voice = fc.constantFrom('ash', 'coral', 'marin')
    const format = fc.constantFrom('pcm16', 'pcmu', 'pcma')
    const side = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined })
    fc.assert(
      fc.property(
        side(voice),
        side(voice),
        side(format),
        side(format),
        side(fc.double({ min: 0.25, max: 1.5, noNaN: true })),
        (flatVoice, nestedVoice, flatFormat, nestedFormat, speed) => {
          const settings = {
            ...(flatVoice && { voice: flatVoice }),
            ...(flatFormat && { outputAudioFormat: flatFormat }),
            ...(speed && { speed }),
            audio: {
              output: { ...(nestedVoice && { voice: nestedVoice }), ...(nestedFormat && { format: nestedFormat }) },
            },
          } as ModelSettings
          const output = (
            normalizeSettings(settings).session['audio'] as
              | { output: { voice?: string; format?: { type: string }; speed?: number } }
              | undefined
          )?.output
          expect(output?.voice).toBe(nestedVoice ?? flatVoice)
          expect(output?.speed).toBe(speed ?? undefined)
          const wanted = nestedFormat ?? flatFormat
          expect(output?.format?.type).toBe(
            wanted === undefined ? undefined : { pcm16: 'audio/pcm', pcmu: 'audio/pcmu', pcma: 'audio/pcma' }[wanted],
          )
        },
      ),
    )
  })

  test('layers merge key by key, the later one winning, however a key is written', () => {
    const layer = fc.record(
      { speed: fc.constantFrom(0.5, 1, 1.5), voice: fc.constantFrom('ash', 'sage'), nested: fc.boolean() },
      { requiredKeys: ['nested'] },
    )
    fc.assert(
      fc.property(fc.array(layer, { maxLength: 5 }), (layers) => {
        const written = layers.map(
          ({ nested, ...settings }) => (nested ? { audio: { output: settings } } : settings) as ModelSettings,
        )
        const merged = mergeSettings(...written)
        expect(merged.speed).toBe(layers.findLast((one) => one.speed !== undefined)?.speed)
        expect(merged.voice).toBe(layers.findLast((one) => one.voice !== undefined)?.voice)
      }),
    )
  })

  test('unknown keys, misplaced keys and values outside a closed set name their path', () => {
    const path = (settings: unknown) => {
      try {
        normalizeSettings(camelSettings(settings, ''))
      } catch (error) {
        return (error as { path?: string }).path
      }
      return 'accepted'
    }
    expect(path({ vioce: 'ash' })).toBe('vioce')
    expect(path({ audio: { input: { turn_detection: { type: 'psychic' } } } })).toBe('turnDetection.type')
    expect(path({ turnDetection: { type: 'semantic_vad', eagerness: 'very' } })).toBe('turnDetection.eagerness')
    expect(path({ turnDetection: { type: 'semantic_vad', threshold: 1 } })).toBe('turnDetection.threshold')
    expect(path({ outputModalities: ['video'] })).toBe('outputModalities')
    expect(path({ speed: 9 })).toBe('speed')
    expect(path({ instructions: 42 })).toBe('instructions')
    expect(path({ parallelToolCalls: 'yes' })).toBe('parallelToolCalls')
    expect(path({ maxOutputTokens: 'lots' })).toBe('maxOutputTokens')
    expect(path({ maxOutputTokens: 'inf', include: null })).toBe('accepted')
    expect(path({ include: 'item.input_audio_transcription.logprobs' })).toBe('include')
    expect(path({ reasoning: 'high' })).toBe('reasoning')
    expect(path({ turnDetection: { type: 'server_vad', threshold: '0.5' } })).toBe('turnDetection.threshold')
    expect(path({ turnDetection: { type: 'server_vad', idleTimeoutMs: null } })).toBe('accepted')
    expect(path({ turnDetection: { type: 'semantic_vad', createResponse: 'no' } })).toBe('turnDetection.createResponse')
    expect(path({ inputAudioTranscription: { model: 'x', languages: 'en' } })).toBe(
      'audio.input.transcription.languages',
    )
    expect(path({ model: 'anything at all', providerData: { model: 'x' } })).toBe('model')
    expect(path({ modelName: 'not-yet-released', voice: 'someone', reasoning: { effort: 'heroic' } })).toBe('accepted')
  })

  test('both spellings of one key are fine when they agree, an error when they do not', () => {
    expect(camelSettings({ modelName: 'a', model_name: 'a' }, '')).toEqual({ modelName: 'a' })
    expect(() => camelSettings({ modelName: 'a', model_name: 'b' }, '')).toThrow(
      expect.objectContaining({ code: 'invalid_option', path: 'model_name' }),
    )
    const vad = { type: 'server_vad', threshold: 0.5 }
    const turned = { turn_detection: { threshold: 0.5, type: 'server_vad' }, turnDetection: vad }
    expect(camelSettings(turned, '')).toEqual({ turnDetection: vad })
    // Two functions cannot be compared, so they are two.
    expect(() => normalizeModelConfig({ apiKey: () => 'a', api_key: () => 'b' })).toThrow(
      expect.objectContaining({ path: 'api_key' }),
    )
  })

  test('wire fields that Parley does not name go through providerData, last', async () => {
    expect(await configOf({ providerData: { new_field: 1, output_modalities: ['text'] } })).toMatchObject({
      new_field: 1,
      output_modalities: ['text'],
    })
    const { audio } = await configOf({ voice: 'ash', providerData: { audio: { output: { warmth: 3 } } } })
    expect(audio).toMatchObject({
      input: { turn_detection: { type: 'semantic_vad' } },
      output: { voice: 'ash', warmth: 3 },
    })
    const layers = [{ providerData: { x: { a: 1, b: 1 } } }, { providerData: { x: { b: 2 } } }]
    expect(normalizeSettings(mergeSettings(...layers)).session).toEqual({ x: { a: 1, b: 2 } })
  })

  test('the voice of the agent is a default, and its instructions come before those of the run', async () => {
    const voiced = new RealtimeAgent({ name: 'V', voice: 'sage', instructions: 'Mine.' })
    expect((await getSessionConfig(voiced, { config: { modelSettings: { instructions: 'Run.' } } })).instructions).toBe(
      'Mine.',
    )
    expect(
      (
        await getSessionConfig(new RealtimeAgent({ name: 'N' }), {
          config: { modelSettings: { instructions: 'Run.' } },
        })
      ).instructions,
    ).toBe('Run.')
    expect((await getSessionConfig(voiced)).audio?.output?.voice).toBe('sage')
    expect((await getSessionConfig(voiced, { config: { modelSettings: { voice: 'ash' } } })).audio?.output?.voice).toBe(
      'ash',
    )
    expect(voiced.clone({ name: 'W' })).toBeInstanceOf(RealtimeAgent)
    expect(voiced.clone({ name: 'W' }).options.voice).toBe('sage')
  })

  test('tools, handoffs and hosted tools in their wire form', async () => {
    const other = new RealtimeAgent({ name: 'Card Desk', handoffDescription: 'Cards and fees.' })
    const full = new RealtimeAgent({
      name: 'F',
      tools: [
        tool({ name: 'a', description: 'A.', parameters: { type: 'object', properties: {} }, execute: () => '' }),
        hostedMcpTool({
          serverLabel: 'docs',
          serverUrl: 'https://example.com',
          allowedTools: ['search'],
          requireApproval: { never: ['search'] },
        }),
      ],
      handoffs: [other, handoff(new RealtimeAgent({ name: 'B' }), { toolName: 'to_b', toolDescription: 'To B.' })],
    })
    expect((await getSessionConfig(full)).tools).toMatchObject([
      { type: 'function', name: 'a', description: 'A.' },
      {
        type: 'mcp',
        server_label: 'docs',
        allowed_tools: ['search'],
        require_approval: { never: { tool_names: ['search'] } },
      },
      {
        type: 'function',
        name: 'transfer_to_card_desk',
        description: 'Handoff to the Card Desk agent to handle the request. Cards and fees.',
      },
      { type: 'function', name: 'to_b', description: 'To B.' },
    ])
  })

  test('an update is applied on top of what was given, or not at all', async () => {
    const { session, server } = createTestSession({ config: { modelSettings: { speed: 1.2 } } })
    await session.connect()
    await session.updateSettings({ voice: 'coral' })
    expect(server.sent.at(-1)).toMatchObject({ session: { audio: { output: { voice: 'coral', speed: 1.2 } } } })
    await expect(session.updateSettings({ speed: 9 })).rejects.toMatchObject({ code: 'invalid_option', path: 'speed' })
  })

  test('an update is refused also by an error that names only the setting', async () => {
    const { session, server, clock } = createTestSession({ acknowledge: false })
    const connecting = session.connect()
    await clock.advance(0)
    server.receive({ type: 'session.updated', session: {} })
    await connecting
    const update = session.updateSettings({ voice: 'robot' })
    await clock.settle()
    server.receive({
      type: 'error',
      error: { type: 'invalid_request_error', message: 'Invalid voice.', param: 'session.audio.output.voice' },
    })
    await expect(update).rejects.toMatchObject({ code: 'server_error', param: 'session.audio.output.voice' })
  })

  test('an update the server refuses rejects, and is forgotten', async () => {
    const { session, server, clock } = createTestSession({ acknowledge: false })
    const connecting = session.connect()
    await clock.advance(5_000)
    await connecting
    const update = session.updateSettings({ voice: 'robot' })
    await clock.settle()
    server.receive({
      type: 'error',
      error: {
        message: "Invalid value: 'robot'. Supported values are: 'alloy'.",
        code: 'invalid_value',
        event_id: server.sent.at(-1)!.event_id!,
      },
    })
    await expect(update).rejects.toMatchObject({ message: expect.stringContaining('alloy') })
  })
})

describe('the configuration of a run', () => {
  test('snake_case is accepted throughout, unknown keys are not', () => {
    const make = (config: unknown) => new RealtimeRunner({ startingAgent: agent, config: config as never })
    expect(() =>
      make({
        async_tool_calls: false,
        guardrails_settings: { debounce_text_length: 5 },
        tool_execution: { pre_approval_tool_input_guardrails: true },
      }),
    ).not.toThrow()
    expect(() => make({ asyncTools: true })).toThrow(expect.objectContaining({ path: 'asyncTools' }))
    expect(() => make({ toolExecution: { preApprovalInputGuardrails: 'yes' } })).toThrow(
      expect.objectContaining({ path: 'toolExecution.preApprovalInputGuardrails' }),
    )
  })

  test('rule 141: a key function is called at every connect, and its failure fails that connect', async () => {
    const apiKey = vi.fn(async () => 'sk-1')
    const { session } = createTestSession({ modelConfig: { apiKey } })
    await session.connect()
    await session.close()
    await session.connect()
    expect(apiKey).toHaveBeenCalledTimes(2)
    const failing = createTestSession({
      modelConfig: {
        apiKey: async () => {
          throw new Error('vault closed')
        },
      },
    })
    await expect(failing.session.connect()).rejects.toMatchObject({
      code: 'client_secret_failed',
      message: expect.stringContaining('vault closed'),
    })
  })

  test('rule 142: headers are given as they are and nothing else', async () => {
    const { session, server } = createTestSession({
      modelConfig: { apiKey: undefined as never, headers: { 'api-key': 'x' } },
    })
    await session.connect()
    expect(server.connects[0]?.credential).toBe('headers')
    expect(() => createTestSession({ modelConfig: { headers: {}, apiKey: 'x' } })).toThrow(
      expect.objectContaining({ code: 'invalid_option' }),
    )
  })

  test('a secret may be a text, a function or the answer of the minting route', async () => {
    for (const clientSecret of ['ek_1', () => 'ek_1', async () => ({ value: 'ek_1', expires_at: 1 })]) {
      const { session, server } = createTestSession({ modelConfig: { apiKey: undefined as never, clientSecret } })
      await session.connect()
      expect(server.connects[0]?.credential).toBe('clientSecret')
    }
    const empty = createTestSession({ modelConfig: { apiKey: undefined as never, clientSecret: () => ({}) as never } })
    await expect(empty.session.connect()).rejects.toMatchObject({ code: 'client_secret_failed' })
  })
})

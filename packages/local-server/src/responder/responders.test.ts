import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { WireItem, WireTool } from '@parley/core/protocol'
import { describe, expect, test } from 'vitest'
import { createChatResponder } from './chatResponder.ts'
import { createDefaultResponder } from './defaultResponder.ts'
import { createEchoResponder } from './echoResponder.ts'
import type { Responder, ResponderPart, ResponderRequest } from './responder.ts'
import { checkScript } from './script.ts'
import { catchWords, createScriptResponder } from './scriptResponder.ts'
import { takeSentences } from './sentences.ts'
import { speakOutput } from './speakOutput.ts'

const fn = (name: string, description: string, properties: object = {}, required: string[] = []): WireTool => ({
  type: 'function',
  name,
  description,
  parameters: { type: 'object', properties, required },
})
const tools = [
  fn(
    'get_weather',
    'Get the current weather for a city',
    { city: { type: 'string' }, unit: { type: 'string', enum: ['celsius', 'fahrenheit'] } },
    ['city'],
  ),
  fn('lookup_order', 'Look up the status of an order', { order_id: { type: 'string' } }, ['order_id']),
  fn('transfer_to_billing_agent', 'Handoff to the Billing agent to handle the request. Handles invoices and payments.'),
  fn('create_reminder', 'Creates a reminder', { text: { type: 'string' }, date: { type: 'string', format: 'date' } }, [
    'text',
  ]),
  fn('calculate', 'Evaluate a math expression', { expression: { type: 'string' } }, ['expression']),
  fn(
    'set_light',
    'Turn the lights on or off',
    { room: { type: 'string', enum: ['kitchen', 'bedroom'] }, on: { type: 'boolean' } },
    ['room', 'on'],
  ),
]
const user = (text: string): WireItem => ({ type: 'message', role: 'user', content: [{ type: 'input_text', text }] })
const agent = (text: string): WireItem => ({
  type: 'message',
  role: 'assistant',
  content: [{ type: 'output_text', text }],
})
const requestOf = (items: WireItem[], rest: Partial<ResponderRequest> = {}): ResponderRequest => ({
  sessionId: 's',
  responseId: 'r',
  model: 'm',
  instructions: 'You are Ada, a helpful concierge.',
  tools,
  mcpTools: [],
  toolChoice: 'auto',
  parallelToolCalls: true,
  maxOutputTokens: 'inf',
  modality: 'text',
  metadata: null,
  items,
  deaf: false,
  chance: 0,
  ...rest,
})
async function partsFrom(responder: Responder, request: ResponderRequest): Promise<ResponderPart[]> {
  const parts: ResponderPart[] = []
  for await (const part of responder.respond(request, new AbortController().signal)) parts.push(part)
  return parts
}
const noon = Date.UTC(2026, 10, 22, 12)
const byDefault = (items: WireItem[], rest: Partial<ResponderRequest> = {}) =>
  partsFrom(createDefaultResponder({ now: () => noon }), requestOf(items, rest))
const textIn = (parts: ResponderPart[]) => parts.map((part) => (part.type === 'text' ? part.text : '')).join('')
const callsIn = (parts: ResponderPart[]) =>
  parts.flatMap((part) => (part.type === 'call' ? [[part.name, JSON.parse(part.arguments)]] : []))

describe('the default responder', () => {
  test('a choice of one tool never calls another', async () => {
    for (const toolChoice of [
      { type: 'function', name: 'gone' },
      { type: 'mcp', server_label: 'none', name: 'get_weather' },
    ] as const) {
      expect(callsIn(await byDefault([user('What is the weather like in Paris today?')], { toolChoice }))).toEqual([])
    }
  })

  test.each([
    ['What is the weather like in Paris today?', 'get_weather', { city: 'Paris' }],
    ['is it going to rain in new york tomorrow', 'get_weather', { city: 'new york' }],
    ['Weather in Oslo in fahrenheit, please.', 'get_weather', { city: 'Oslo', unit: 'fahrenheit' }],
    ['Where is my order number 4512?', 'lookup_order', { order_id: '4512' }],
    ['Transfer me to billing please.', 'transfer_to_billing_agent', {}],
    ['I have a question about my invoice.', 'transfer_to_billing_agent', {}],
    ['Remind me to call mum tomorrow.', 'create_reminder', { text: 'call mum', date: '2026-11-23' }],
    ['What is twelve times thirty?', 'calculate', { expression: '12 * 30' }],
    ['Turn off the kitchen lights', 'set_light', { room: 'kitchen', on: false }],
  ])('%s calls %s', async (text, name, args) => {
    expect(callsIn(await byDefault([user(text)]))).toEqual([[name, args]])
  })

  test('two places in one request make two calls, unless parallel calls are off', async () => {
    const items = [user('What is the weather in Paris and in London?')]
    expect(callsIn(await byDefault(items))).toEqual([
      ['get_weather', { city: 'Paris' }],
      ['get_weather', { city: 'London' }],
    ])
    expect(callsIn(await byDefault(items, { parallelToolCalls: false }))).toHaveLength(1)
  })

  test('asks for what is missing and uses the answer', async () => {
    const question = textIn(await byDefault([user("What's the weather?")]))
    expect(question).toContain('which city')
    expect(callsIn(await byDefault([user("What's the weather?"), agent(question), user('Paris.')]))).toEqual([
      ['get_weather', { city: 'Paris' }],
    ])
  })

  test('respects tool_choice', async () => {
    expect(callsIn(await byDefault([user('Weather in Rome?')], { toolChoice: 'none' }))).toEqual([])
    expect(callsIn(await byDefault([user('Hello')], { toolChoice: 'required' }))).toHaveLength(1)
    const forced = await byDefault([user('Hello')], { toolChoice: { type: 'function', name: 'calculate' } })
    expect(callsIn(forced)[0]?.[0]).toBe('calculate')
  })

  test('speaks the output of a tool without repeating the question', async () => {
    const call: WireItem = { type: 'function_call', call_id: 'c', name: 'get_weather', arguments: '{"city":"Paris"}' }
    const output: WireItem = {
      type: 'function_call_output',
      call_id: 'c',
      output: '{"city":"Paris","temperature":18,"sky":"sunny"}',
    }
    const items = [user('Weather in Paris?'), call, output]
    expect(textIn(await byDefault(items, { toolChoice: 'auto' }))).toBe('The temperature is 18 and the sky is sunny.')
  })

  test('introduces the new agent after a handoff', async () => {
    const call: WireItem = { type: 'function_call', call_id: 'c', name: 'transfer_to_billing_agent', arguments: '{}' }
    const items = [
      user('Billing'),
      call,
      { type: 'function_call_output', call_id: 'c', output: '{"assistant":"Billing"}' } as WireItem,
    ]
    expect(textIn(await byDefault(items, { instructions: 'You are Bill.' }))).toBe("Hello. I'm Bill. How can I help?")
  })

  test.each([
    ['Hello!', /I'm Ada/],
    ['Who are you?', /no language model/],
    ['Tell me a story', /Once upon a time.{300}/],
    ['Count to twenty', /^1, 2, 3.*20\.$/],
    ['What can you do?', /get weather/],
    ['Explain quantum physics', /offline/],
  ])('small talk: %s', async (text, reply) => {
    expect(textIn(await byDefault([user(text)]))).toMatch(reply)
  })

  test('remembers a name, obeys exact instructions, and greets when nobody has spoken', async () => {
    expect(textIn(await byDefault([user('My name is Kim.'), agent('Hi.'), user("What's my name?")]))).toBe(
      'Your name is Kim.',
    )
    expect(textIn(await byDefault([], { instructions: 'Say exactly: "Ready when you are."' }))).toBe(
      'Ready when you are.',
    )
    expect(textIn(await byDefault([]))).toContain("I'm Ada")
    expect(textIn(await byDefault([user('')], { deaf: true }))).toContain('no speech recogniser')
  })
})

describe('the default responder, told by the client', () => {
  const note: WireItem = {
    type: 'message',
    role: 'system',
    content: [
      {
        type: 'input_text',
        text: 'Your last answer was stopped because it broke a rule: no card numbers. Answer again without breaking it.',
      },
    ],
  }

  test('that an answer broke a rule, says the rule and not the answer again', async () => {
    const items = [user('Say my card number is 4111 1111 1111 1111'), note]
    expect(textIn(await byDefault(items))).toBe('I have to put that differently. My rule is: No card numbers.')
  })

  test('what a picture shows, admits that it cannot see', async () => {
    const picture: WireItem = {
      type: 'message',
      role: 'user',
      content: [{ type: 'input_image', image_url: 'data:image/png;base64,AA==' }],
    }
    expect(textIn(await byDefault([picture]))).toContain('cannot see it')
  })
})

describe('what is said of outputs', () => {
  test.each([
    ['', 'Done.'],
    ['It is sunny', 'It is sunny.'],
    ['42', 'The answer is 42.'],
    ['{"ok":true}', 'Done.'],
    ['{"error":"no such order"}', 'That did not work: no such order.'],
    ['["tea","milk"]', 'I found 2: tea and milk.'],
    ['{"message":"Your order is on its way.","id":"x1"}', 'Your order is on its way.'],
  ])('%s', (output, spoken) => {
    expect(speakOutput(output)).toBe(spoken)
  })
})

describe('sentences', () => {
  test('pieces and rest are the text, however it arrives', () => {
    const text = 'Dr. Who is here. It costs 3.50 today! Is that all? Yes'
    expect(takeSentences(text, false)).toEqual({
      sentences: ['Dr. Who is here.', ' It costs 3.50 today!', ' Is that all?'],
      rest: ' Yes',
    })
    expect(takeSentences(' Yes', true)).toEqual({ sentences: [' Yes'], rest: '' })
    expect(takeSentences('Half a', false)).toEqual({ sentences: [], rest: 'Half a' })
  })
})

describe('scripts', () => {
  test('patterns match words, catch names and take regular expressions', () => {
    expect(catchWords('weather in {city}', "What's the weather in New York?")).toEqual({ city: 'New York' })
    expect(catchWords('order {id} please', 'Order 42, please!')).toEqual({ id: '42' })
    expect(catchWords('cat', 'concatenate')).toBeNull()
    expect(catchWords('/^h(?<rest>.*)$/i', 'Hello')).toEqual({ rest: 'ello' })
    expect(catchWords('*', '')).toEqual({})
  })

  test.each([
    [{}, 'A script is a list'],
    [[{ says: 'x' }], 'rules[0].do'],
    [[{ says: 'x', otherwise: true, do: [] }], 'exactly one of'],
    [[{ says: 'x', do: [{ sing: 'la' }] }], 'rules[0].do[0]'],
    [[{ says: 'x', do: [{ wait: 'long' }] }], 'rules[0].do[0].wait'],
    [[{ says: 'x', do: [], twice: true }], 'rules[0].twice'],
  ])('%j is refused', (value, message) => {
    expect(() => checkScript(value)).toThrow(message)
  })

  test('without a rule that fits it says so', async () => {
    const parts = await partsFrom(createScriptResponder({ rules: [] }), requestOf([user('Hi')]))
    expect(textIn(parts)).toBe('The script has no answer to that.')
  })
})

test('the echo says what was said', async () => {
  expect(await partsFrom(createEchoResponder(), requestOf([user('Testing.')]))).toEqual([
    { type: 'text', text: 'Testing.' },
  ])
})

describe('the chat responder', () => {
  const serve = async (answer: string[] | number) => {
    const bodies: Record<string, unknown>[] = []
    const server = createServer((request, response) => {
      let body = ''
      request.on('data', (chunk: Buffer) => (body += chunk.toString()))
      request.on('end', () => {
        bodies.push({ ...(JSON.parse(body) as object), key: request.headers.authorization })
        if (typeof answer === 'number') return response.writeHead(answer).end()
        response.writeHead(200, { 'content-type': 'text/event-stream' })
        for (const chunk of answer) response.write(`data: ${chunk}\n\n`)
        response.end('data: [DONE]\n\n')
      })
    })
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve)
    })
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`
    return { bodies, server, responder: createChatResponder({ url, model: 'tiny', apiKey: 'secret' }) }
  }
  const delta = (value: object, finish_reason: string | null = null) =>
    JSON.stringify({ choices: [{ delta: value, finish_reason }] })

  test('streams text and assembles calls', async () => {
    const { bodies, server, responder } = await serve([
      delta({ content: 'One ' }),
      delta({ content: 'moment.' }),
      delta({ tool_calls: [{ index: 0, function: { name: 'get_weather', arguments: '{"ci' } }] }),
      delta({ tool_calls: [{ index: 0, function: { arguments: 'ty":"Rome"}' } }] }, 'tool_calls'),
    ])
    const call: WireItem = { type: 'function_call', call_id: 'c', name: 'get_weather', arguments: '{}' }
    const items = [user('Weather?'), call, { type: 'function_call_output', call_id: 'c', output: 'sunny' } as WireItem]
    expect(await partsFrom(responder, requestOf(items))).toEqual([
      { type: 'text', text: 'One ' },
      { type: 'text', text: 'moment.' },
      { type: 'call', name: 'get_weather', arguments: '{"city":"Rome"}' },
    ])
    expect(bodies[0]).toMatchObject({ model: 'tiny', stream: true, key: 'Bearer secret', tool_choice: 'auto' })
    expect((bodies[0]!['messages'] as { role: string }[]).map(({ role }) => role)).toEqual([
      'system',
      'user',
      'assistant',
      'tool',
    ])
    server.close()
  })

  test('failures are told without the key', async () => {
    const { server, responder } = await serve(429)
    const limited = await partsFrom(responder, requestOf([user('Hi')]))
    expect(limited).toMatchObject([{ type: 'fail', code: 'rate_limit_exceeded' }])
    expect(JSON.stringify(limited)).not.toContain('secret')
    server.close()
    const nobody = createChatResponder({ url: 'http://127.0.0.1:9/v1', model: 'tiny' })
    expect(await partsFrom(nobody, requestOf([user('Hi')]))).toMatchObject([
      { type: 'fail', code: 'chat_endpoint_failed' },
    ])
  })
})

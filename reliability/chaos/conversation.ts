import { RealtimeAgent, tool, type Clock } from '@parley/core'
import type { Script } from '@parley/local-server'

/** What the user says at each moment, and what the agent does about it. */
export const script: Script = {
  rules: [
    { says: 'hello', do: ['Hello there.'] },
    { says: 'think about it', do: [{ wait: 1500 }, 'I have thought about it.'] },
    {
      says: 'a story',
      do: ['Once upon a time a fox went out to see the world, and it went a very long way before it came home again.'],
    },
    { says: 'weather', do: [{ call: 'get_weather', with: { city: 'Paris' } }] },
    { result: 'get_weather', do: ['It is {output.sky} there.'] },
    { says: 'delete', do: [{ call: 'delete_file', with: { name: 'notes.txt' } }] },
    { result: 'delete_file', do: ['That was my answer.'] },
    { says: 'billing', do: [{ call: 'transfer_to_billing' }] },
    { result: 'transfer_to_billing', do: ['Billing here.'] },
    { says: 'still there', do: ['Still here.'] },
    { otherwise: true, do: ['Pardon?'] },
  ],
}

export const toolMs = 1500

/** The agents of the conversation; `ran` counts how often each tool was run. */
export function createAgents(clock: Clock): { assistant: RealtimeAgent; ran: Record<string, number> } {
  const ran: Record<string, number> = {}
  const count = (name: string): void => {
    ran[name] = (ran[name] ?? 0) + 1
  }
  const weather = tool({
    name: 'get_weather',
    description: 'The weather.',
    parameters: { type: 'object', properties: { city: { type: 'string' } } },
    execute: (_args, { signal }) =>
      new Promise((resolve, reject) => {
        count('get_weather')
        const cancel = clock.setTimeout(() => resolve({ sky: 'grey' }), toolMs)
        signal.addEventListener('abort', () => {
          cancel()
          reject(signal.reason as Error)
        })
      }),
  })
  const remove = tool({
    name: 'delete_file',
    description: 'Deletes a file.',
    parameters: { type: 'object', properties: { name: { type: 'string' } } },
    needsApproval: true,
    execute() {
      count('delete_file')
      return 'deleted'
    },
  })
  const billing = new RealtimeAgent({ name: 'Billing', instructions: 'You do the billing.' })
  const assistant = new RealtimeAgent({
    name: 'Assistant',
    instructions: 'You help.',
    tools: [weather, remove],
    handoffs: [billing],
  })
  return { assistant, ran }
}

const rate = 24

/** Somebody speaks for so long: loud enough for the level detector. */
export const loud = (ms: number): Int16Array =>
  Int16Array.from({ length: ms * rate }, (_, i) => Math.round(9000 * Math.sin(i / 9)))
export const quiet = (ms: number): Int16Array => new Int16Array(ms * rate)

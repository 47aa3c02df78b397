import { RealtimeAgent, tool, type ClientSecret, type ModelConfig } from '@parley/core'

const noParameters = { type: 'object', properties: {} } as const

/** A desk for train journeys: one tool that answers at once, one that waits for the user's hand. */
export const trainDesk: RealtimeAgent = new RealtimeAgent({
  name: 'Nora',
  instructions: 'You work at a rail desk.',
  tools: [
    tool({
      name: 'find_trains',
      description: 'Finds direct trains.',
      parameters: noParameters,
      execute: () => ({ first: '08:09', second: '09:39', third: '11:39' }),
    }),
    tool({
      name: 'change_booking',
      description: 'Moves a booking to another train.',
      parameters: noParameters,
      needsApproval: true,
      execute: () => 'Done. You are on the 08:09, in coach 4, seat 31A, by the window.',
    }),
  ],
})

/** What the other end says, for the server in memory. */
export const trainDeskScript = {
  rules: [
    { start: true, do: ['Rail desk, Nora speaking. Which journey is it about?'] },
    // Nothing in the page understands speech: it is heard by its loudness.
    {
      says: '/^$/',
      do: [
        'I can hear you, but nothing in this page turns speech into words. Please type it, with the keyboard below.',
      ],
    },
    {
      says: '/trains|porto|earlier/i',
      do: ['Let me look.', { call: 'find_trains', with: { from: 'Lisboa Oriente', to: 'Porto', direct: true } }],
    },
    {
      result: 'find_trains',
      do: ['Three direct trains leave before yours: the {output.first}, the {output.second} and the {output.third}.'],
    },
    {
      says: '/eight|08:09|first|window|book/i',
      do: [
        'The 08:09 has a window seat. It costs four euros fifty more, so I need your approval.',
        {
          call: 'change_booking',
          with: { train: '08:09, arrives 10:52', seat: 'Coach 4, 31A, window', charge: '€4.50 to card ending 2207' },
        },
      ],
    },
    { result: 'change_booking', do: ['{output}'] },
    {
      otherwise: true,
      do: [
        'I only follow a script. Ask which trains go to Porto, or say that you want the eight o’clock one, by the window.',
      ],
    },
  ],
} as const

/** The server in memory, as far as an app's own backend would talk to it. */
export interface PageServer {
  fetch(path: string, init: RequestInit): Promise<Response>
  createWebSocket: NonNullable<ModelConfig['createWebSocket']>
}

/** A secret for one connection, as the app's own backend would ask for it. */
export async function secretFrom(server: Pick<PageServer, 'fetch'>): Promise<ClientSecret> {
  const made = await server.fetch('/v1/realtime/client_secrets', { method: 'POST', body: '{}' })
  return (await made.json()) as ClientSecret
}

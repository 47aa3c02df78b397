import { createClientSecretHandler } from '@parley/backend'
import { RealtimeAgent } from '@parley/core'

declare function findUser(request: Request): Promise<{ id: string; name: string; mayTalk: boolean } | undefined>

const agent = new RealtimeAgent<{ name: string }>({
  name: 'Support',
  instructions: ({ context }) => `You talk to ${context.name}. Be brief.`,
})

export const POST = createClientSecretHandler({
  apiKey: () => process.env['OPENAI_API_KEY'],
  agent,
  async authorize(request) {
    const user = await findUser(request)
    if (!user) return null // 401
    if (!user.mayTalk) return false // 403
    return { userId: user.id, context: { name: user.name } }
  },
  // Sent as a SHA-256 digest, so that the service can act on one user instead of on your account.
  safetyIdentifier: (caller) => caller?.userId,
  onIssue: ({ caller, expiresAt, model }) => console.info('secret issued', caller?.userId, model, expiresAt),
})

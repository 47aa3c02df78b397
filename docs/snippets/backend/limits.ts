import { createClientSecretHandler, createRedisRateLimit } from '@parley/backend'
import { createClient } from 'redis'

import { agent } from './agent.ts'

const redis = createClient({ url: process.env['REDIS_URL'] ?? 'redis://127.0.0.1:6379' })
redis.on('error', (error) => console.error('redis:', error.message))
await redis.connect()

const day = 24 * 60 * 60
export const mint = createClientSecretHandler({
  apiKey: () => process.env['OPENAI_API_KEY'],
  agent,
  rateLimit: createRedisRateLimit(redis, {
    perAddress: { limit: 60, windowSeconds: 60 },
    perUser: { limit: 10, windowSeconds: 60 },
    issuedPerUser: { limit: 50, windowSeconds: day },
    whenDown: 'refuse',
  }),
})

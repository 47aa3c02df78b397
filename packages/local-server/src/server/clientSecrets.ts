import type { SessionConfig, TranscriptionSessionConfig } from '@parley/core/protocol'
import { newId } from '../session/step.ts'

export interface ClientSecret {
  value: string
  /** Unix seconds. After this it starts no more sessions; running ones go on. */
  expiresAt: number
  session: SessionConfig | TranscriptionSessionConfig | null
}

export interface ClientSecrets {
  mint(session: ClientSecret['session'], seconds: number): ClientSecret
  /** What the key stands for: a live secret, an expired or unknown one, or null for a key of another kind. */
  find(key: string): ClientSecret | 'expired' | 'unknown' | null
}

const keptExpiredSeconds = 3600

export function createClientSecrets(now: () => number, dice: { random: number }): ClientSecrets {
  const secrets = new Map<string, ClientSecret>()
  return {
    mint(session, seconds) {
      const second = Math.floor(now() / 1000)
      for (const [value, secret] of secrets) {
        if (secret.expiresAt + keptExpiredSeconds < second) secrets.delete(value)
      }
      const secret: ClientSecret = {
        value: `ek_${newId(dice, 'k').slice(2)}${newId(dice, 'k').slice(2)}`,
        expiresAt: second + seconds,
        session,
      }
      secrets.set(secret.value, secret)
      return secret
    },
    find(key) {
      if (!key.startsWith('ek_')) return null
      const secret = secrets.get(key)
      if (!secret) return 'unknown'
      return secret.expiresAt * 1000 > now() ? secret : 'expired'
    },
  }
}

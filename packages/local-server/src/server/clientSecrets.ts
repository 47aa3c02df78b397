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

/** `dice`: secrets that can be foretold, for a server that was given a seed. Without it nobody can guess them. */
export function createClientSecrets(now: () => number, dice: { random: number } | null): ClientSecrets {
  const secrets = new Map<string, ClientSecret>()
  return {
    mint(session, seconds) {
      const second = Math.floor(now() / 1000)
      for (const [value, secret] of secrets) {
        if (secret.expiresAt + keptExpiredSeconds < second) secrets.delete(value)
      }
      const secret: ClientSecret = {
        value: `ek_${dice ? newId(dice, 'k').slice(2) + newId(dice, 'k').slice(2) : unguessable()}`,
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

/** 192 bits as 48 hexadecimal digits. */
function unguessable(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(24))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

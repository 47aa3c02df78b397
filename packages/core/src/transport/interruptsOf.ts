import type { SessionConfig } from '../protocol/index.ts'

/** Whether speech of the user stops the answer under these settings; undefined where they do not say. */
export function interruptsOf({ audio }: Pick<SessionConfig, 'audio'>): boolean | undefined {
  const detection = audio?.input?.turn_detection
  if (detection === undefined) return undefined
  return detection !== null && detection.interrupt_response !== false
}

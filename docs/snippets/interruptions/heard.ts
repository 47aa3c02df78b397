import type { RealtimeSession } from '@parley/core'

export function logInterruptions(session: RealtimeSession, log: (line: string) => void): () => void {
  return session.on('audio_interrupted', ({ itemId, heardMs }) => {
    const item = session.history.find(({ id }) => id === itemId)
    if (item?.type !== 'message' || item.role !== 'assistant') return
    for (const part of item.content) {
      if (part.type === 'output_audio') log(`Heard ${heardMs} ms: "${part.heard}". Not heard: "${part.unheard}".`)
    }
  })
}

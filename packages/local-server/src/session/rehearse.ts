import { requestFor } from './askResponder.ts'
import { newItem } from './items.ts'
import { turnDetectionOf } from './listening.ts'
import { settingsOf } from './response.ts'
import { own, type Step } from './step.ts'

/** The words are known before the turn has ended: let the voice prepare what will probably be said. */
export function rehearseAnswer(step: Step, itemId: string): void {
  const { turn, recognitions, activeResponseId, kind, items } = step.state
  const recognition = own(recognitions, itemId)
  if (turn.speaking?.itemId !== itemId || recognition?.status !== 'done' || recognition.text === '') return
  if (kind !== 'realtime' || activeResponseId || turnDetectionOf(step)?.create_response === false) return
  const params = settingsOf(step, {})
  if (params.modality !== 'audio') return
  const content = [{ type: 'input_audio' as const, transcript: recognition.text }]
  const heard = newItem(
    { type: 'message', id: itemId, object: 'realtime.item', status: 'completed', role: 'user', content },
    { spoken: recognition.text },
  )
  const request = requestFor(step, params, '', [...items, heard], [])
  const voice = typeof params.voice === 'string' ? params.voice : params.voice.id
  step.effects.push({ type: 'rehearse', request, voice, speed: params.speed })
}

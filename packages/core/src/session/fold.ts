import { bargeIn } from './bargeIn.ts'
import { connection } from './connection.ts'
import { errors } from './errors.ts'
import { guardrail } from './guardrail.ts'
import { handoff } from './handoff.ts'
import { history } from './history.ts'
import { items } from './items.ts'
import { message } from './message.ts'
import { microphone } from './microphone.ts'
import { playback } from './playback.ts'
import { response } from './response.ts'
import { settings } from './settings.ts'
import { toolCall } from './toolCall.ts'
import { turn } from './turn.ts'
import { usage } from './usage.ts'
import { waiting } from './waiting.ts'

import { createTransition, type Transition } from './transition.ts'
/**
 * The whole fold of a session. Four places in the order matter:
 * `errors` keeps the last error before anything reacts to it, `history` replays what `items` then counts as known, `bargeIn`
 * reads what was playing before `playback` forgets it, and `response` comes last, since a new response is asked for only after everything it must know was sent.
 */
export const transition: Transition = createTransition([
  errors,
  waiting,
  settings,
  connection,
  history,
  items,
  turn,
  microphone,
  bargeIn,
  playback,
  usage,
  message,
  toolCall,
  handoff,
  guardrail,
  response,
])

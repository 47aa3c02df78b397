import { RealtimeAgent } from '@parley/core'
import { assembleSession } from '@parley/core/internal'
import type { SessionLike } from '../session/SessionLike.ts'
import { createBridgeMicrophone } from './bridgeMicrophone.ts'
import { createBridgeTransport } from './bridgeTransport.ts'
import { mirrorTools } from './mirroredTools.ts'
import { listenTo, field, type OpenAIAgentsSession } from './OpenAIAgentsSession.ts'

interface Decision {
  always?: boolean
  message?: string
}

/**
 * A session for the hooks and parts over a `RealtimeSession` of `@openai/agents-realtime`, which stays in charge: it connects,
 * plays, runs tools and handoffs. `connect()` uses `connectOptions`, or takes over a connection that is there. Levels and the
 * choice of devices are not available, since that package does not offer them.
 *
 * @example
 * const session = fromOpenAIAgentsSession(new RealtimeSession(agent), { apiKey: getClientSecret })
 * <RealtimeProvider session={session}>…</RealtimeProvider>
 */
export function fromOpenAIAgentsSession(
  theirs: OpenAIAgentsSession,
  connectOptions?: Parameters<OpenAIAgentsSession['connect']>[0],
): SessionLike {
  const tools = mirrorTools(theirs, (callId) => {
    if (isWaiting(callId)) ours.approve(callId)
  })
  const ours = assembleSession(
    { startingAgent: standIn(theirs.currentAgent.name) },
    {
      modelConfig: {
        transport: () => createBridgeTransport(theirs, connectOptions, tools.expect),
        reconnect: false,
      },
      media: { mic: false, speaker: false },
    },
    { microphone: createBridgeMicrophone(theirs) },
  )
  const isWaiting = (callId: string): boolean =>
    ours.getSnapshot().toolCalls.some((call) => call.callId === callId && call.status === 'awaiting_approval')

  function standIn(name: string): RealtimeAgent {
    const agent = new RealtimeAgent({ name })
    // Read when a call arrives: by then the tool has its stand-in.
    Object.defineProperty(agent, 'options', { get: () => ({ name, tools: tools.tools }) })
    return agent
  }

  listenTo(theirs, 'agent_handoff', (_context, _from, to) => {
    const name = field(to, 'name')
    if (typeof name === 'string') void ours.updateAgent(standIn(name)).catch(() => {})
  })

  const decide = (callId: string, approved: boolean, options: Decision): void => {
    const item = tools.approvalItem(callId) as never
    const { always = false, message } = options
    const told = approved
      ? theirs.approve(item, { alwaysApprove: always })
      : theirs.reject(item, { alwaysReject: always, ...(message === undefined ? {} : { message }) })
    // What goes wrong there is told by its own `error` event.
    told.catch(() => {})
    if (approved) ours.approve(callId, options)
    else ours.reject(callId, options)
  }

  return {
    connect: (options) => ours.connect(options),
    close: (reason) => ours.close(reason),
    on: (type, listener) => ours.on(type, listener),
    sendMessage: (message, options) => ours.sendMessage(message, options),
    interrupt: () => theirs.interrupt(),
    mute: (muted?: boolean) => ours.mute(muted ?? true),
    startTurn: () => ours.startTurn(),
    endTurn: () => ours.endTurn(),
    cancelTurn: () => ours.cancelTurn(),
    approve: (callId: string, options?: Decision) => decide(callId, true, options ?? {}),
    reject: (callId: string, options?: Decision) => decide(callId, false, options ?? {}),
    registerTool: (tool) => ours.registerTool(tool),
    getSnapshot: () => ours.getSnapshot(),
    getServerSnapshot: () => ours.getServerSnapshot(),
    subscribe: (listener) => ours.subscribe(listener),
    get microphone() {
      return ours.microphone
    },
    get speaker() {
      return ours.speaker
    },
    get recorder() {
      return ours.recorder
    },
  }
}

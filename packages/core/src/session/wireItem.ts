import { decodeBase64 } from '../codec/index.ts'
import type { WireContentPart, WireInputImage, WireInputText, WireItem } from '../protocol/index.ts'
import type {
  AssistantMessageItem,
  InputAudio,
  InputImage,
  InputText,
  ItemStatus,
  OutputAudio,
  OutputText,
  RealtimeItem,
  SystemMessageItem,
  UserMessageItem,
} from './snapshot.ts'

/** From the wire's items to ours, and how a newer word of the server joins what is known already. */

export interface WireItemContext {
  at: number
  /** What stands behind the event: `added` starts an item, `done` and `retrieved` report a finished one. */
  source: 'added' | 'done' | 'retrieved'
  storeAudio: boolean
  transcription: 'off' | 'pending'
  responseId?: string
  agentName?: string
}

/** Null for kinds that are not shown as items of their own: outputs, tool lists, approvals. */
export function toItem(wire: WireItem, known: RealtimeItem | undefined, context: WireItemContext): RealtimeItem | null {
  const id = wire.id
  if (!id) return null
  const base = {
    id,
    status: statusOf(wire, known, context),
    createdAt: known?.createdAt ?? context.at,
    ...owner(known, context),
  }
  switch (wire.type) {
    case 'message': {
      const sameRole = known?.type === 'message' && known.role === wire.role ? known : undefined
      if (wire.role === 'user') {
        return {
          ...base,
          type: 'message',
          role: 'user',
          content: userContent(wire.content, sameRole as UserMessageItem | undefined, context),
        }
      }
      if (wire.role === 'system') {
        const content = (wire.content ?? []).map((part): InputText => ({ type: 'input_text', text: part.text ?? '' }))
        const before = (sameRole as SystemMessageItem | undefined)?.content
        return { ...base, type: 'message', role: 'system', content: content.length > 0 ? content : (before ?? []) }
      }
      const before = sameRole as AssistantMessageItem | undefined
      return {
        ...base,
        type: 'message',
        role: 'assistant',
        content: assistantContent(wire.content, before, context),
        interrupted: before?.interrupted ?? false,
      }
    }
    case 'function_call': {
      const before = known?.type === 'function_call' ? known : undefined
      return {
        ...base,
        type: 'function_call',
        callId: wire.call_id || before?.callId || id,
        name: wire.name || before?.name || '',
        arguments: wire.arguments || before?.arguments || '',
        output: before?.output ?? null,
      }
    }
    case 'mcp_call': {
      const before = known?.type === 'mcp_call' ? known : undefined
      return {
        ...base,
        type: 'mcp_call',
        serverLabel: wire.server_label,
        name: wire.name || before?.name || '',
        arguments: wire.arguments || before?.arguments || '',
        output: wire.output ?? before?.output ?? null,
        error: wire.error ? (wire.error.message ?? wire.error.type) : (before?.error ?? null),
      }
    }
    default:
      return null
  }
}

function owner(known: RealtimeItem | undefined, context: WireItemContext): { responseId?: string; agentName?: string } {
  const responseId = context.responseId ?? known?.responseId
  const agentName = context.agentName ?? known?.agentName
  return { ...(responseId === undefined ? {} : { responseId }), ...(agentName === undefined ? {} : { agentName }) }
}

/** An explicit status wins; without one, items of the model start in progress; a finished item never goes back. */
function statusOf(wire: WireItem, known: RealtimeItem | undefined, context: WireItemContext): ItemStatus {
  // The server knows a call as the model's words; how its tool ended is known here.
  if (known?.type === 'function_call' && known.output !== null)
    return known.status === 'incomplete' ? 'incomplete' : 'completed'
  if (known && known.status !== 'in_progress' && context.source !== 'done') return known.status
  if (wire.status) return wire.status
  if (context.source !== 'added') return 'completed'
  if (known) return known.status
  const fromModel =
    wire.type === 'function_call' || wire.type === 'mcp_call' || (wire.type === 'message' && wire.role === 'assistant')
  return fromModel ? 'in_progress' : 'completed'
}

type UserPart = InputText | InputAudio | InputImage

function userContent(
  parts: readonly WireContentPart[] | undefined,
  known: UserMessageItem | undefined,
  context: WireItemContext,
): readonly UserPart[] {
  const incoming = (parts ?? []).flatMap((part) => userPart(part, context) ?? [])
  const before = known?.content ?? []
  if (before.length === 0) return incoming
  // The n-th part of a kind meets the n-th part of that kind: echoes leave out images and empty texts.
  const left = [...incoming]
  const take = (type: UserPart['type']): UserPart | undefined => {
    const at = left.findIndex((part) => part.type === type)
    return at < 0 ? undefined : left.splice(at, 1)[0]
  }
  return [...before.map((part) => mergeUserPart(part, take(part.type))), ...left]
}

function userPart(part: WireContentPart, context: WireItemContext): UserPart | null {
  switch (part.type) {
    case 'input_text':
    case 'text':
      return { type: 'input_text', text: part.text ?? '' }
    case 'input_image':
      return { type: 'input_image', imageUrl: part.image_url, ...(part.detail ? { detail: part.detail } : {}) }
    case 'input_audio': {
      const transcript = part.transcript ?? null
      const audio = context.storeAudio ? storedAudio(part.audio) : undefined
      return {
        type: 'input_audio',
        transcript,
        transcription: transcript ? 'done' : context.transcription,
        ...(audio ? { audio } : {}),
      }
    }
    default:
      return null
  }
}

function mergeUserPart(before: UserPart, now: UserPart | undefined): UserPart {
  if (!now) return before
  if (before.type === 'input_text' && now.type === 'input_text') return now.text === '' ? before : now
  if (before.type === 'input_audio' && now.type === 'input_audio') {
    const kept = now.transcript ? now : { ...before, ...(now.audio ? { audio: now.audio } : {}) }
    return kept.audio || !before.audio ? kept : { ...kept, audio: before.audio }
  }
  return now
}

function assistantContent(
  parts: readonly WireContentPart[] | undefined,
  known: AssistantMessageItem | undefined,
  context: WireItemContext,
): readonly (OutputText | OutputAudio)[] {
  const before = known?.content ?? []
  const incoming = parts ?? []
  const length = Math.max(before.length, incoming.length)
  return Array.from({ length }, (_, i) => {
    const had = before[i]
    const now = incoming[i]
    if (!now) return had!
    if (now.type === 'output_text' || now.type === 'text' || now.type === 'input_text') {
      return now.text || had?.type !== 'output_text' ? { type: 'output_text', text: now.text ?? '' } : had
    }
    const text = 'transcript' in now ? now.transcript : null
    const audio = context.storeAudio && 'audio' in now ? storedAudio(now.audio) : undefined
    const base = had?.type === 'output_audio' ? had : emptyOutputAudio
    const withText =
      text && text !== base.transcript
        ? { ...base, transcript: text, heard: text.slice(0, base.heard.length), unheard: text.slice(base.heard.length) }
        : base
    return audio && !withText.audio ? { ...withText, audio } : withText
  })
}

export const emptyOutputAudio: OutputAudio = {
  type: 'output_audio',
  transcript: '',
  heard: '',
  unheard: '',
  heardMs: 0,
  durationMs: 0,
}

function storedAudio(base64: string | undefined): Uint8Array | undefined {
  if (!base64) return undefined
  try {
    return decodeBase64(base64)
  } catch {
    return undefined
  }
}

/** What replays an item on a new session, as text: spoken turns by their transcripts, calls with their outputs. */
export function toWireItems(item: RealtimeItem): WireItem[] {
  switch (item.type) {
    case 'message': {
      if (item.role === 'system')
        return [{ id: item.id, type: 'message', role: 'system', content: item.content.map((part) => ({ ...part })) }]
      if (item.role === 'user') {
        const content = item.content.flatMap((part): (WireInputText | WireInputImage)[] => {
          if (part.type === 'input_image') {
            return [
              {
                type: 'input_image' as const,
                image_url: part.imageUrl,
                ...(part.detail ? { detail: part.detail } : {}),
              },
            ]
          }
          const text = part.type === 'input_text' ? part.text : part.transcript
          return text ? [{ type: 'input_text' as const, text }] : []
        })
        return content.length > 0 ? [{ id: item.id, type: 'message', role: 'user', content }] : []
      }
      const content = item.content.flatMap((part) => {
        // Of an interrupted answer the model is told what the user heard.
        const text = part.type === 'output_text' ? part.text : item.interrupted ? part.heard : part.transcript
        return text.trim() ? [{ type: 'output_text' as const, text }] : []
      })
      return content.length > 0 ? [{ id: item.id, type: 'message', role: 'assistant', content }] : []
    }
    case 'function_call':
      if (item.output === null) return []
      return [
        { id: item.id, type: 'function_call', call_id: item.callId, name: item.name, arguments: item.arguments },
        { type: 'function_call_output', call_id: item.callId, output: item.output },
      ]
    case 'mcp_call':
      return []
  }
}

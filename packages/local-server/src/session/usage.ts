import type { WireItem, WireUsage } from '@parley/core/protocol'
import type { ResponseState } from './responseState.ts'
import type { ConversationItem } from './sessionState.ts'

/** Four characters of English are about one token. */
export const charactersPerToken = 4
export const assistantAudioTokenMs = 50

export const textTokens = (text: string): number => Math.ceil(text.length / charactersPerToken)
export const userAudioTokens = (ms: number): number => Math.ceil(ms / 100)
export const assistantAudioTokens = (ms: number): number => Math.ceil(ms / assistantAudioTokenMs)

const imageTokens = 85

/** What a response reads: instructions, tools and items. */
export function inputTokensOf(
  fixedText: string,
  items: readonly Pick<ConversationItem, 'wire' | 'audioMs' | 'spoken'>[],
): { text: number; audio: number; image: number } {
  let text = textTokens(fixedText)
  let audio = 0
  let image = 0
  for (const { wire, audioMs } of items) {
    text += textTokens(textOf(wire))
    if (wire.type !== 'message') continue
    if (audioMs) audio += wire.role === 'assistant' ? assistantAudioTokens(audioMs) : userAudioTokens(audioMs)
    image += wire.content.filter((part) => part.type === 'input_image').length * imageTokens
  }
  return { text, audio, image }
}

function textOf(wire: WireItem): string {
  switch (wire.type) {
    case 'message':
      return wire.content.map((part) => ('text' in part ? part.text : '')).join('')
    case 'function_call':
    case 'mcp_call':
      return wire.name + wire.arguments
    case 'function_call_output':
      return wire.output
    default:
      return ''
  }
}

export function usageOf(response: ResponseState): WireUsage {
  const { text, audio, image } = response.inputTokens
  const audioOut = assistantAudioTokens(response.sentAudioMs)
  const input = text + audio + image
  const output = response.textTokens + audioOut
  return {
    total_tokens: input + output,
    input_tokens: input,
    output_tokens: output,
    input_token_details: {
      text_tokens: text,
      audio_tokens: audio,
      image_tokens: image,
      cached_tokens: 0,
      cached_tokens_details: { text_tokens: 0, audio_tokens: 0, image_tokens: 0 },
    },
    output_token_details: { text_tokens: response.textTokens, audio_tokens: audioOut },
  }
}

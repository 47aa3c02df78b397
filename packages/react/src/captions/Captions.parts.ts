export {
  Line,
  Root,
  Speaker,
  Word,
  type CaptionsPartState,
  type CaptionsRootProps,
  type CaptionsSpanProps,
  type CaptionsWordProps,
  type CaptionsWordState,
} from './CaptionsParts.tsx'

export { Root, type TranscriptRootProps, type TranscriptRootState } from './TranscriptRoot.tsx'
export { Viewport, type TranscriptViewportProps, type TranscriptViewportState } from './TranscriptViewport.tsx'
export { List, type TranscriptListProps, type TranscriptListState } from './TranscriptList.tsx'
export { Item, type TranscriptItemProps } from './TranscriptItem.tsx'
export { Speaker, Timestamp, type TranscriptSpeakerProps, type TranscriptTimestampProps } from './TranscriptMeta.tsx'
export {
  Caret,
  Heard,
  Text,
  Unheard,
  Word,
  type TranscriptSpanProps,
  type TranscriptTextProps,
  type TranscriptWordProps,
  type TranscriptWordState,
} from './TranscriptText.tsx'
export { Images, type TranscriptImagesProps } from './TranscriptImages.tsx'
export { ToolCall, type TranscriptToolCallProps } from './TranscriptToolCall.tsx'
export { Empty, type TranscriptEmptyProps } from './TranscriptEmpty.tsx'
export { JumpToLatest, type JumpToLatestState, type TranscriptJumpToLatestProps } from './TranscriptJumpToLatest.tsx'
export { Announcer, type TranscriptAnnouncerProps, type TranscriptAnnouncerState } from './TranscriptAnnouncer.tsx'
export { ExportMenu, type TranscriptExportMenuProps } from './TranscriptExportMenu.tsx'
export type { TranscriptPartState } from './transcriptRow.ts'

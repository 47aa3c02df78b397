export { Root, type ComposerPartState, type ComposerRootProps } from './ComposerRoot.tsx'
export { Attach, Input, Send, type ComposerButtonProps, type ComposerInputProps } from './ComposerParts.tsx'

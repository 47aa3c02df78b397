export { Root, type SessionPartState, type SessionRootProps } from './SessionRoot.tsx'
export { ConnectButton, DisconnectButton, RetryButton, type SessionButtonProps } from './SessionButtons.tsx'
export {
  ErrorMessage,
  StatusDot,
  StatusText,
  type SessionErrorMessageProps,
  type SessionStatusProps,
} from './SessionStatus.tsx'
export { Timer, type SessionTimerProps } from './SessionTimer.tsx'

import { usePushToTalk } from '@parley/react'

export function OwnButton() {
  const { pressed, getButtonProps, keyShortcut } = usePushToTalk({ key: 'KeyT', mode: 'toggle' })
  return <button {...getButtonProps()}>{pressed ? 'Press to send' : `Press ${keyShortcut} to talk`}</button>
}

import { Mic, Speaker } from '@parley/react'

export function Devices() {
  return (
    <>
      <Mic.Root>
        <Mic.PermissionPrompt />
        <Mic.ErrorText />
        <Mic.Toggle />
        <Mic.DeviceSelect />
        <Mic.Level />
      </Mic.Root>
      <Speaker.Root>
        <Speaker.UnlockButton />
        <Speaker.Volume />
        <Speaker.DeviceSelect />
      </Speaker.Root>
    </>
  )
}

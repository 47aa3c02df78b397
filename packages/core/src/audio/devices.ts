import type { Device } from './audioPorts.ts'

/** The devices of one kind. Labels are empty until the user has allowed a microphone. */
export async function listDevices(kind: 'audioinput' | 'audiooutput'): Promise<readonly Device[]> {
  const all =
    (await mediaDevices()
      ?.enumerateDevices()
      .catch(() => [])) ?? []
  const devices = all.filter((device) => device.kind === kind && device.deviceId !== '')
  const marked = devices.some((device) => device.deviceId === 'default')
  return devices.map((device, index) => ({
    deviceId: device.deviceId,
    label: device.label,
    isDefault: marked ? device.deviceId === 'default' : index === 0,
  }))
}

/** Calls `fn` whenever a device was plugged in or taken away. */
export function watchDevices(fn: () => void): () => void {
  const media = mediaDevices()
  media?.addEventListener('devicechange', fn)
  return () => media?.removeEventListener('devicechange', fn)
}

/** Undefined on a server, and in pages that are not secure. */
export function mediaDevices(): MediaDevices | undefined {
  return (globalThis as { navigator?: { mediaDevices?: MediaDevices } }).navigator?.mediaDevices
}

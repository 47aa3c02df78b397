/** Which device the user picked last, kept in the browser across sessions and reloads. */
export type DeviceKind = 'microphone' | 'speaker'

const keyOf = (kind: DeviceKind): string => `parley.${kind}`

export function rememberDevice(kind: DeviceKind, deviceId: string): void {
  try {
    globalThis.localStorage?.setItem(keyOf(kind), deviceId)
  } catch {
    // Storage may be full or forbidden: the choice then holds for this session.
  }
}

export function rememberedDevice(kind: DeviceKind): string | undefined {
  try {
    return globalThis.localStorage?.getItem(keyOf(kind)) ?? undefined
  } catch {
    return undefined
  }
}

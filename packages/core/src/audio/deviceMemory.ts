type DeviceKind = 'microphone' | 'speaker'

/** Where it is kept which device the user chose, for later sessions and after a reload. */
export interface DeviceMemory {
  get(kind: DeviceKind): string | null
  set(kind: DeviceKind, deviceId: string): void
}

const keyOf = (kind: DeviceKind): string => `parley.${kind}`

/** The browser's storage for this site, under `parley.microphone` and `parley.speaker`. Where it is forbidden or full, nothing is kept and nothing fails. */
export const siteDeviceMemory: DeviceMemory = {
  get(kind) {
    try {
      return globalThis.localStorage?.getItem(keyOf(kind)) ?? null
    } catch {
      return null
    }
  },
  set(kind, deviceId) {
    try {
      globalThis.localStorage?.setItem(keyOf(kind), deviceId)
    } catch {
      // The choice holds for as long as the page does.
    }
  },
}

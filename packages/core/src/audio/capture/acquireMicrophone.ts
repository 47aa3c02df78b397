import { mediaDevices } from '../devices.ts'

/** What an app may ask of the microphone; `stream` hands in its own. */
export interface MicOptions {
  deviceId?: string
  echoCancellation?: boolean
  noiseSuppression?: boolean
  autoGainControl?: boolean
  stream?: unknown
}

/**
 * The user's microphone. `exact` asks for this device or none. Echo cancellation, noise suppression and gain control are
 * on unless they are turned off.
 */
export async function acquireMicrophone(
  options: MicOptions,
  device: { id: string; exact: boolean } | null,
): Promise<MediaStream> {
  const media = mediaDevices()
  if (!media) throw new TypeError('navigator.mediaDevices is missing')
  const audio: MediaTrackConstraints = {
    echoCancellation: options.echoCancellation ?? true,
    noiseSuppression: options.noiseSuppression ?? true,
    autoGainControl: options.autoGainControl ?? true,
    channelCount: 1,
    ...(device ? { deviceId: device.exact ? { exact: device.id } : { ideal: device.id } } : {}),
  }
  return media.getUserMedia({ audio })
}

/** Whether the user will be asked. `granted` when the browser does not say. */
export async function microphonePermission(): Promise<PermissionState> {
  const { permissions } = globalThis.navigator as { permissions?: Permissions }
  try {
    const status = await permissions?.query({ name: 'microphone' as PermissionName })
    return status?.state ?? 'granted'
  } catch {
    return 'granted'
  }
}

'use client'

import type { ChangeEvent } from 'react'
import { definePart } from '../internal/definePart.ts'
import { deviceOptions } from '../internal/deviceOptions.tsx'
import type { Part, PartProps } from '../internal/PartProps.ts'
import { renderPart } from '../internal/renderPart.tsx'
import { useLabels } from '../labels/useLabels.ts'
import { useMicPartState, type MicPartState } from './MicRoot.tsx'
import { useMicActions } from './useMicActions.ts'
import { useMicrophone } from './useMicrophone.ts'

export type MicDeviceSelectProps = PartProps<HTMLSelectElement, MicPartState>

/** A native list of microphones, following what is plugged in. Empty and disabled until the microphone is live. */
export const DeviceSelect: Part<MicDeviceSelectProps> = definePart(
  'Mic.DeviceSelect',
  function MicDeviceSelect(props: MicDeviceSelectProps) {
    const labels = useLabels()
    const state = useMicPartState()
    const microphone = useMicrophone()
    const { setDevice } = useMicActions()
    const live = microphone.status === 'live' ? microphone : null
    const devices = live?.devices ?? []
    const listed = devices.some(({ deviceId }) => deviceId === live?.device.deviceId)
    const all = live && !listed ? [live.device, ...devices] : devices
    const own = {
      'aria-label': labels.microphone,
      disabled: all.length === 0,
      value: live?.device.deviceId ?? '',
      onChange: (event: ChangeEvent<HTMLSelectElement>) => setDevice(event.currentTarget.value),
      children: all.length > 0 ? deviceOptions(all, labels) : <option value="">{labels.microphone}</option>,
    }
    return renderPart('select', 'mic-device-select', state, own, props)
  },
)

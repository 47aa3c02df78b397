'use client'

import type { ReactElement } from 'react'
import type { Device } from '@parley/core'
import type { Labels } from '../labels/Labels.ts'

/** The options of a native select of devices: the best picker on a phone, and the browser's own accessibility. */
export function deviceOptions(devices: readonly Device[], labels: Labels): ReactElement[] {
  return devices.map((device, index) => (
    <option key={device.deviceId} value={device.deviceId}>
      {device.label || labels.unnamedDevice(index + 1)}
    </option>
  ))
}

'use client'

import { createContext, useContext, useEffect, type ChangeEvent, type Context } from 'react'
import { definePart } from '../internal/definePart.ts'
import { deviceOptions } from '../internal/deviceOptions.tsx'
import { speakerIcon } from '../internal/icons.tsx'
import type { Part, PartProps } from '../internal/PartProps.ts'
import { renderPart } from '../internal/renderPart.tsx'
import { useStableCallback } from '../internal/useStableCallback.ts'
import { useLabels } from '../labels/useLabels.ts'
import { useSpeaker } from './useSpeaker.ts'

export interface SpeakerPartState {
  blocked: boolean
  muted: boolean
}
export type SpeakerRootProps = PartProps<HTMLDivElement, SpeakerPartState> & {
  deviceId?: string
  defaultDeviceId?: string
  onDeviceIdChange?: (deviceId: string) => void
  /** 0 to 1. */
  volume?: number
  defaultVolume?: number
  onVolumeChange?: (volume: number) => void
}

interface SpeakerActions {
  setDevice: (deviceId: string) => void
  setVolume: (volume: number) => void
}
const ActionsContext: Context<SpeakerActions | null> = createContext<SpeakerActions | null>(null)

function useSpeakerPart(): {
  state: SpeakerPartState
  speaker: ReturnType<typeof useSpeaker>
  actions: SpeakerActions
} {
  const speaker = useSpeaker()
  const controlled = useContext(ActionsContext)
  const { blocked, muted, setDevice, setVolume } = speaker
  const actions = controlled ?? { setDevice: (id: string) => void setDevice(id).catch(() => {}), setVolume }
  return { state: { blocked, muted }, speaker, actions }
}

/** Groups the parts of the speaker, and lets the app control device and volume. */
export const Root: Part<SpeakerRootProps> = definePart('Speaker.Root', function SpeakerRoot(props: SpeakerRootProps) {
  const { deviceId, defaultDeviceId, onDeviceIdChange, volume, defaultVolume, onVolumeChange, ...rest } = props
  const { state, speaker } = useSpeakerPart()
  const { setDevice, setVolume } = speaker
  const chooseDevice = useStableCallback((next: string) => {
    if (deviceId === undefined) setDevice(next).catch(() => {})
    onDeviceIdChange?.(next)
  })
  const chooseVolume = useStableCallback((next: number) => {
    if (volume === undefined) setVolume(next)
    onVolumeChange?.(next)
  })
  const wantedDevice = deviceId ?? defaultDeviceId
  useEffect(() => {
    if (wantedDevice !== undefined) setDevice(wantedDevice).catch(() => {})
  }, [wantedDevice, setDevice])
  const wantedVolume = volume ?? defaultVolume
  useEffect(() => {
    if (wantedVolume !== undefined) setVolume(wantedVolume)
  }, [wantedVolume, setVolume])
  return (
    <ActionsContext.Provider value={{ setDevice: chooseDevice, setVolume: chooseVolume }}>
      {renderPart('div', 'speaker-root', state, {}, rest)}
    </ActionsContext.Provider>
  )
})

export type SpeakerButtonProps = PartProps<HTMLButtonElement, SpeakerPartState> & { disabled?: boolean }

/** Mutes the agent's voice here; it goes on speaking. */
export const Toggle: Part<SpeakerButtonProps> = definePart(
  'Speaker.Toggle',
  function SpeakerToggle(props: SpeakerButtonProps) {
    const labels = useLabels()
    const { state, speaker } = useSpeakerPart()
    const own = {
      type: 'button',
      'aria-pressed': state.muted,
      'aria-label': labels.muteSpeaker,
      onClick: () => speaker.setMuted(!state.muted),
      children: speakerIcon,
    }
    return renderPart('button', 'speaker-toggle', state, own, props)
  },
)

export type SpeakerVolumeProps = PartProps<HTMLInputElement, SpeakerPartState>

/** A native slider, 0 to 100 %. */
export const Volume: Part<SpeakerVolumeProps> = definePart(
  'Speaker.Volume',
  function SpeakerVolume(props: SpeakerVolumeProps) {
    const labels = useLabels()
    const { state, speaker, actions } = useSpeakerPart()
    const percent = Math.round(speaker.volume * 100)
    const own = {
      type: 'range',
      min: 0,
      max: 100,
      step: 5,
      value: percent,
      'aria-label': labels.volume,
      'aria-valuetext': `${percent} %`,
      onChange: (event: ChangeEvent<HTMLInputElement>) => actions.setVolume(Number(event.currentTarget.value) / 100),
    }
    return renderPart('input', 'speaker-volume', state, own, props)
  },
)

export type SpeakerDeviceSelectProps = PartProps<HTMLSelectElement, SpeakerPartState>

/** A native list of outputs. Nothing where the browser cannot choose one. */
export const DeviceSelect: Part<SpeakerDeviceSelectProps> = definePart(
  'Speaker.DeviceSelect',
  function SpeakerDeviceSelect(props: SpeakerDeviceSelectProps) {
    const labels = useLabels()
    const { state, speaker, actions } = useSpeakerPart()
    if (speaker.devices.length === 0) return null
    const own = {
      'aria-label': labels.speaker,
      value: speaker.deviceId ?? speaker.devices.find((device) => device.isDefault)?.deviceId ?? '',
      onChange: (event: ChangeEvent<HTMLSelectElement>) => actions.setDevice(event.currentTarget.value),
      children: deviceOptions(speaker.devices, labels),
    }
    return renderPart('select', 'speaker-device-select', state, own, props)
  },
)

/** Lets sound out, inside the press. Only there while the browser blocks it. */
export const UnlockButton: Part<SpeakerButtonProps> = definePart(
  'Speaker.UnlockButton',
  function SpeakerUnlockButton(props: SpeakerButtonProps) {
    const labels = useLabels()
    const { state, speaker } = useSpeakerPart()
    if (!state.blocked) return null
    const own = { type: 'button', onClick: () => void speaker.unlock().catch(() => {}), children: labels.unlockSpeaker }
    return renderPart('button', 'speaker-unlock', state, own, props)
  },
)

export {
  DeviceSelect,
  Root,
  Toggle,
  UnlockButton,
  Volume,
  type SpeakerButtonProps,
  type SpeakerDeviceSelectProps,
  type SpeakerPartState,
  type SpeakerRootProps,
  type SpeakerVolumeProps,
} from './SpeakerParts.tsx'

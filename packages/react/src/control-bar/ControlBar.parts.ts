export {
  Group,
  Overflow,
  Root,
  Separator,
  type ControlBarGroupProps,
  type ControlBarOverflowProps,
  type ControlBarRootProps,
  type ControlBarState,
  type Orientation,
  type OverflowState,
} from './ControlBarParts.tsx'

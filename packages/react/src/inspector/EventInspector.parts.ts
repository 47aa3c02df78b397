export {
  Detail,
  Filter,
  List,
  Root,
  Row,
  Toolbar,
  type EventInspectorPartProps,
  type EventInspectorRootProps,
  type EventInspectorRowProps,
  type EventInspectorRowState,
} from './EventInspectorParts.tsx'

export { Root, type ToolRootProps } from './ToolRoot.tsx'
export { Args, Error, Name, Progress, Result, type ToolPartProps, type ToolPartState } from './ToolParts.tsx'

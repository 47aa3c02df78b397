export { Root, type ToolPartState, type ToolRootProps } from './ToolRoot.tsx'
export { Args, Error, Name, Progress, Result, type ToolPartProps } from './ToolParts.tsx'

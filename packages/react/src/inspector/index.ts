export * as EventInspector from './EventInspector.parts.ts'
export { inspectedText, inspectEvents, type EventInspection, type InspectedEvent } from './inspectedEvents.ts'

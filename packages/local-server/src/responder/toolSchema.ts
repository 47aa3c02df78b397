import { isObject } from '../validation/check.ts'
import type { ResponderRequest } from './responder.ts'

/** A tool as the default responder sees it, function or remote. */
export interface CallableTool {
  name: string
  description: string
  properties: Readonly<Record<string, PropertySchema>>
  required: readonly string[]
  serverLabel: string | null
}

export interface PropertySchema {
  type: string
  description: string
  enum: readonly (string | number)[]
  default: unknown
  format: string
}

const asText = (value: unknown): string => (typeof value === 'string' ? value : '')

export function callableTools(request: Pick<ResponderRequest, 'tools' | 'mcpTools'>): CallableTool[] {
  const functions = request.tools.flatMap((tool) =>
    tool.type === 'function' ? [callable(tool.name, tool.description, tool.parameters, null)] : [],
  )
  const remote = request.mcpTools.map(({ serverLabel, tool }) =>
    callable(tool.name, tool.description, tool.input_schema, serverLabel),
  )
  return [...functions, ...remote]
}

function callable(name: string, description: unknown, schema: unknown, serverLabel: string | null): CallableTool {
  const parameters = isObject(schema) ? schema : {}
  const properties = isObject(parameters['properties']) ? parameters['properties'] : {}
  const required = Array.isArray(parameters['required'])
    ? parameters['required'].filter((key) => typeof key === 'string')
    : []
  return {
    name,
    description: asText(description),
    properties: Object.fromEntries(Object.entries(properties).map(([key, value]) => [key, property(value)])),
    required,
    serverLabel,
  }
}

/** Unions such as `["string", "null"]` and `anyOf` count as their first real type. */
function property(value: unknown): PropertySchema {
  const schema = isObject(value) ? value : {}
  const variants = [schema['anyOf'], schema['oneOf'], schema['allOf']].find(Array.isArray) as unknown[] | undefined
  const variant = variants?.filter(isObject).find((entry) => entry['type'] !== 'null')
  const type = schema['type'] ?? variant?.['type']
  const types = Array.isArray(type) ? (type as unknown[]) : [type]
  const values = schema['enum'] ?? variant?.['enum'] ?? (schema['const'] === undefined ? [] : [schema['const']])
  return {
    type: asText(types.find((entry) => entry !== 'null')) || 'string',
    description: asText(schema['description']) || asText(schema['title']),
    enum: Array.isArray(values) ? values.filter((entry) => typeof entry === 'string' || typeof entry === 'number') : [],
    default: schema['default'],
    format: asText(schema['format']) || asText(variant?.['format']),
  }
}

import { expect, test } from 'vitest'
import { tool } from './tool.ts'

test.each([[{ toString: null }], [undefined], [7], ['with space'], ['x'.repeat(65)]])(
  'a tool named %j is refused with the option that is wrong',
  (name) => {
    const options = { name: name as string, description: '', parameters: { type: 'object' as const }, execute: () => 1 }
    expect(() => tool(options)).toThrow(expect.objectContaining({ code: 'invalid_option', path: 'name' }))
  },
)

import Module, { createRequire } from 'node:module'

/** `react-dom` 18 asks for `react` by name, and would be given the 19 that stands beside it. */
const resolver = Module as unknown as { _resolveFilename(request: string, ...rest: unknown[]): string }
const resolve = resolver._resolveFilename.bind(Module)
const react18 = createRequire(import.meta.url).resolve('react-18')

resolver._resolveFilename = (request, ...rest) => (request === 'react' ? react18 : resolve(request, ...rest))

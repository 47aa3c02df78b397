/** Where the worker lies beside this file. The literal is what bundlers look for; the build turns `.ts` into `.js`. */
export const engineWorkerUrl = (): URL => new URL('./engine.worker.ts', import.meta.url)

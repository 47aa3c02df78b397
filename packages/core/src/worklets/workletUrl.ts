/** Where the worklet lies beside this file. The literal is what bundlers look for; the build turns `.ts` into `.js`. */
export const workletUrl = (): URL => new URL('./parley.worklet.ts', import.meta.url)

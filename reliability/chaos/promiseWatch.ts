/** Promises that must end, one way or the other, and rejections that nobody took. */
export interface PromiseWatch {
  readonly problems: string[]
  add(name: string, promise: Promise<unknown>): void
  pending(): string[]
  stop(): void
}

export function createPromiseWatch(): PromiseWatch {
  const waiting = new Set<string>()
  const problems: string[] = []
  const unhandled = (reason: unknown): void => {
    problems.push(`an unhandled rejection: ${reason instanceof Error ? reason.message : String(reason)}`)
  }
  process.on('unhandledRejection', unhandled)
  return {
    problems,
    add(name, promise) {
      waiting.add(name)
      const settle = (): void => void waiting.delete(name)
      promise.then(settle, settle)
    },
    pending: () => [...waiting],
    stop: () => void process.off('unhandledRejection', unhandled),
  }
}

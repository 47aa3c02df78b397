/**
 * What every JavaScript platform has and the language does not define: all that neutral code may use besides the language.
 * Read by tsconfig.neutral.json alone; elsewhere the types come from the platform.
 */
interface AbortSignal {
  readonly aborted: boolean
  readonly reason: unknown
  addEventListener(type: 'abort', listener: () => void, options?: { once?: boolean }): void
  removeEventListener(type: 'abort', listener: () => void): void
  throwIfAborted(): void
}
declare const AbortSignal: { any(signals: readonly AbortSignal[]): AbortSignal }

interface AbortController {
  readonly signal: AbortSignal
  abort(reason?: unknown): void
}
declare const AbortController: { new (): AbortController }

interface DOMException extends Error {}
declare const DOMException: { new (message?: string, name?: string): DOMException }

interface Blob {
  readonly size: number
  readonly type: string
}

declare function structuredClone<T>(value: T): T
declare function queueMicrotask(callback: () => void): void
declare function setTimeout(callback: () => void, delayMs: number): unknown
declare function clearTimeout(timer: unknown): void

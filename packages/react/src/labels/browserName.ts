import type { BrowserName } from './Labels.ts'

/** Which browser's settings to describe. Used for words only. */
export function browserName(userAgent: string = globalThis.navigator?.userAgent ?? ''): BrowserName {
  if (/iPhone|iPad|iPod/.test(userAgent)) return 'ios'
  if (/Firefox\//.test(userAgent)) return 'firefox'
  if (/Chrom(e|ium)\//.test(userAgent)) return 'chrome'
  if (/Safari\//.test(userAgent)) return 'safari'
  return 'other'
}

/** Text from outside, short enough to lay out: what is left out is counted, so that nobody takes the rest for the whole. */
export function clipped(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most)}… (+${text.length - most})` : text
}

/** A name among other words. Characters that would turn the direction of those words are left out; no real name has them. */
export function shownName(name: string): string {
  return clipped(name.replace(/[\u202A-\u202E\u2066-\u2069]/g, ''), 200)
}

/** Text as Flite can say it: markup and emoji gone, typographic signs as plain ones, accents folded. Empty when nothing is left to say. */
export function speakableText(text: string): string {
  const plain = text
    .replace(/```[\s\S]*?```/g, ' ')
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/[*_`#>~|]+/g, ' ')
    .replace(/[\u2018\u2019]/g, "'")
    .replace(/[\u201c\u201d]/g, '"')
    .replace(/\s*[\u2013\u2014]\s*/g, ', ')
    .replace(/\u2026/g, '.')
    .replace(/\u00b0\s*C\b/g, ' degrees Celsius')
    .replace(/\u00b0\s*F\b/g, ' degrees Fahrenheit')
    .replace(/\u00b0/g, ' degrees')
    .replace(/\u20ac\s*(\d+(?:[.,]\d+)*)/g, '$1 euros')
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/[^\x20-\x7e]+/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
  return /[a-z0-9]/i.test(plain) ? plain : ''
}

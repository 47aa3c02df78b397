/** Words without case, punctuation or markup around them: what recognition is judged by. */
export function words(text: string | null): string {
  return (text ?? '')
    .toLowerCase()
    .replace(/to-day/g, 'today')
    .replace(/[^a-z0-9' ]+/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
}

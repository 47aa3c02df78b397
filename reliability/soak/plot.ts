import type { Series } from './figures.ts'

const [width, height, left, bottom, top] = [640, 180, 56, 28, 26]

/** A line through the points, as a small picture that needs nothing. */
export function plot({ title, unit, points }: Series): string {
  const most = Math.max(...points.map(({ value }) => value), 0)
  const least = Math.min(...points.map(({ value }) => value), 0)
  const last = points.at(-1)?.minute ?? 1
  const x = (minute: number): string => (left + (minute / last) * (width - left - 12)).toFixed(1)
  const y = (value: number): string =>
    (height - bottom - ((value - least) / (most - least || 1)) * (height - bottom - top)).toFixed(1)
  const line = points.map(({ minute, value }) => `${x(minute)},${y(value)}`).join(' ')
  const label = (value: number): string => Number(value.toPrecision(3)).toString()
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="11" role="img" aria-label="${title}">
<rect width="${width}" height="${height}" fill="#fff"/>
<text x="${left}" y="16" font-weight="600" fill="#222">${title} (${unit})</text>
<path d="M${left} ${top}V${height - bottom}H${width - 12}" fill="none" stroke="#999"/>
<text x="${left - 6}" y="${top + 4}" text-anchor="end" fill="#555">${label(most)}</text>
<text x="${left - 6}" y="${height - bottom}" text-anchor="end" fill="#555">${label(least)}</text>
<text x="${left}" y="${height - 10}" fill="#555">0 min</text>
<text x="${width - 12}" y="${height - 10}" text-anchor="end" fill="#555">${label(last)} min</text>
<polyline points="${line}" fill="none" stroke="#2a6df4" stroke-width="1.5"/>
</svg>
`
}

import type { Random } from './random.ts'

/** Session descriptions as networks, proxies and attackers leave them: lines lost, doubled, cut, with other numbers or none. */
export function damageSdp(text: string, random: Random): string {
  const lines = text.split('\r\n')
  for (let i = random.int(4); i >= 0; i--) {
    const at = random.int(lines.length)
    random.pick([
      () => lines.splice(at, 1),
      () => lines.splice(at, 0, lines[random.int(lines.length)] ?? ''),
      () => (lines[at] = (lines[at] ?? '').slice(0, random.int(12))),
      () => (lines[at] = (lines[at] ?? '').replace(/\d+/, () => random.pick(['-1', '99999999999', '0', 'x']))),
      () => (lines[at] = random.text()),
    ])()
  }
  return random.chance(0.05) ? random.text() : lines.join(random.pick(['\r\n', '\n']))
}

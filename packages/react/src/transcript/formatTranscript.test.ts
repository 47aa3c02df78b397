import { describe, expect, test } from 'vitest'
import type { TranscriptItem } from '@parley/core'
import { formatTranscript } from './formatTranscript.ts'

const names = { you: 'You', agent: 'Agent', notHeard: 'Not heard:' }
const at = 1_700_000_000_000
const row = (change: Partial<TranscriptItem>): TranscriptItem => ({
  id: 'a',
  role: 'user',
  status: 'final',
  text: 'Hello',
  heard: 'Hello',
  unheard: '',
  startedAt: at,
  ...change,
})
const rows: TranscriptItem[] = [
  row({ endedAt: at + 1500 }),
  row({
    id: 'b',
    role: 'assistant',
    status: 'interrupted',
    agentName: 'Nora',
    text: 'It is sunny <today> in Lisbon.',
    heard: 'It is sunny <today> ',
    unheard: 'in Lisbon.',
    startedAt: at + 2000,
    endedAt: at + 4250,
  }),
]

describe('formatTranscript', () => {
  test('writes plain text with what was not heard marked', () => {
    expect(formatTranscript(rows, 'txt', names)).toBe(
      '[0:00] You: Hello\n[0:02] Nora: It is sunny <today> [Not heard: in Lisbon.]\n',
    )
  })

  test('writes Markdown with it struck, and lets no text pass for markup', () => {
    expect(formatTranscript(rows, 'md', names)).toContain('It is sunny \\<today\\> ~~in Lisbon.~~')
    expect(formatTranscript([row({ text: '# *no* title' })], 'md', names)).toContain('\\# \\*no\\* title')
  })

  test('writes a tool whose name is markup as a name', () => {
    const odd = row({ role: 'tool', text: 'x`\n\n<img src=x>`' })
    expect(formatTranscript([odd], 'md', names)).toContain('`x   <img src=x> `')
  })

  test('writes JSON that holds every row', () => {
    expect(JSON.parse(formatTranscript(rows, 'json', names))).toEqual(rows)
  })

  test('writes SubRip cues of what was heard, at their times', () => {
    expect(formatTranscript(rows, 'srt', names)).toBe(
      '1\n00:00:00,000 --> 00:00:01,500\nYou: Hello\n\n2\n00:00:02,000 --> 00:00:04,250\nNora: It is sunny <today>\n',
    )
  })

  test('writes WebVTT with voices, escaped', () => {
    expect(formatTranscript(rows, 'vtt', names)).toBe(
      'WEBVTT\n\n00:00:00.000 --> 00:00:01.500\n<v You>Hello\n\n00:00:02.000 --> 00:00:04.250\n<v Nora>It is sunny &lt;today&gt;\n',
    )
  })

  test('cuts a long turn into cues that follow each other without a gap', () => {
    const text = 'one two three four five '.repeat(12).trim()
    const out = formatTranscript([row({ text, endedAt: at + 60_000 })], 'srt', names)
    const times = [...out.matchAll(/(\S+) --> (\S+)/g)]
    expect(times.length).toBeGreaterThan(2)
    for (const [i, [, from]] of times.entries()) expect(from).toBe(i === 0 ? '00:00:00,000' : times[i - 1]?.[2])
    expect(times.at(-1)?.[2]).toBe('00:01:00,000')
  })

  test('leaves out rows that say nothing', () => {
    for (const format of ['txt', 'md', 'srt'] as const)
      expect(formatTranscript([row({ text: '' })], format, names)).toBe('')
  })
})

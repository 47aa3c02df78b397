import type { TranscriptItem } from '@parley/core'
import { formatDuration } from '../internal/formatDuration.ts'

export type TranscriptFormat = 'txt' | 'md' | 'json' | 'srt' | 'vtt'

export const transcriptTypes: Record<TranscriptFormat, string> = {
  txt: 'text/plain;charset=utf-8',
  md: 'text/markdown;charset=utf-8',
  json: 'application/json',
  srt: 'application/x-subrip',
  vtt: 'text/vtt;charset=utf-8',
}

export interface TranscriptNames {
  you: string
  agent: string
  notHeard: string
}

/** A conversation as a file. What was never heard is marked, in subtitles left out. Times count from the first row. */
export function formatTranscript(
  rows: readonly TranscriptItem[],
  format: TranscriptFormat,
  names: TranscriptNames,
): string {
  const start = rows[0]?.startedAt ?? 0
  const said = rows.filter((row) => row.text !== '')
  switch (format) {
    case 'txt':
      return said
        .map(
          (row) =>
            `[${formatDuration(row.startedAt - start)}] ${nameOf(row, names)}: ${full(row, names, ['[', ']'])}\n`,
        )
        .join('')
    case 'md':
      return said
        .map((row) => `**${nameOf(row, names)}** (${formatDuration(row.startedAt - start)})  \n${markdown(row)}\n`)
        .join('\n')
    case 'json':
      return `${JSON.stringify(rows.map(plain), null, 2)}\n`
    case 'srt':
      return cues(said, start, names)
        .map(
          (cue, index) => `${index + 1}\n${time(cue.from, ',')} --> ${time(cue.to, ',')}\n${cue.name}: ${cue.text}\n`,
        )
        .join('\n')
    case 'vtt':
      return `WEBVTT\n\n${cues(said, start, names)
        .map((cue) => `${time(cue.from, '.')} --> ${time(cue.to, '.')}\n<v ${vtt(cue.name)}>${vtt(cue.text)}\n`)
        .join('\n')}`
  }
}

function nameOf(row: TranscriptItem, names: TranscriptNames): string {
  return row.role === 'user' ? names.you : row.role === 'assistant' ? (row.agentName ?? names.agent) : row.role
}

function full(row: TranscriptItem, names: TranscriptNames, [open, close]: readonly [string, string]): string {
  if (row.role === 'tool') return `${row.text}${row.toolCall ? ` (${row.toolCall.status})` : ''}`
  if (row.status !== 'interrupted' || row.unheard === '') return row.text
  return `${row.heard.trimEnd()} ${open}${names.notHeard} ${row.unheard.trim()}${close}`.trim()
}

function markdown(row: TranscriptItem): string {
  if (row.role === 'tool')
    return `\`${row.text.replace(/[`\n]/g, ' ')}\`${row.toolCall ? `, ${row.toolCall.status}` : ''}`
  if (row.status !== 'interrupted' || row.unheard === '') return escape(row.text)
  return `${escape(row.heard.trimEnd())} ~~${escape(row.unheard.trim())}~~`.trim()
}

const escape = (text: string): string => text.replace(/[\\`*_~[\]<>#|]/g, String.raw`\$&`)

function plain({ toolCall, ...row }: TranscriptItem): object {
  if (!toolCall) return row
  const { error, ...call } = toolCall
  return { ...row, toolCall: error ? { ...call, error: { code: error.code, message: error.message } } : call }
}

interface Cue {
  from: number
  to: number
  name: string
  text: string
}

/** Long turns become several cues of about two lines, their time shared by length where no word times are known. */
function cues(rows: readonly TranscriptItem[], start: number, names: TranscriptNames): Cue[] {
  return rows.flatMap((row, index) => {
    if (row.role !== 'user' && row.role !== 'assistant') return []
    const text = (row.status === 'interrupted' ? row.heard : row.text).trim()
    if (text === '') return []
    const from = row.startedAt - start
    const next = rows[index + 1]?.startedAt
    const spoken = Math.max(1000, text.length * 60)
    const until = row.endedAt ?? Math.min(next ?? Infinity, row.startedAt + spoken)
    const to = Math.max(from + 400, until - start)
    const parts = lines(text, 84)
    let at = from
    return parts.map((part, place) => {
      const end = place === parts.length - 1 ? to : at + ((to - from) * part.length) / text.length
      const cue = { from: at, to: end, name: nameOf(row, names), text: part }
      at = end
      return cue
    })
  })
}

function lines(text: string, longest: number): string[] {
  const parts: string[] = []
  let line = ''
  for (const word of text.split(/\s+/)) {
    if (line !== '' && line.length + word.length + 1 > longest) {
      parts.push(line)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  return [...parts, line]
}

function time(ms: number, point: ',' | '.'): string {
  const whole = Math.round(ms)
  const pad = (value: number, digits: number): string => String(value).padStart(digits, '0')
  const seconds = Math.floor(whole / 1000)
  return `${pad(Math.floor(seconds / 3600), 2)}:${pad(Math.floor(seconds / 60) % 60, 2)}:${pad(seconds % 60, 2)}${point}${pad(whole % 1000, 3)}`
}

const vtt = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

import type { ConnectionState } from '@parley/core'
import { isWhole, lineText, type Line } from './line.ts'
import type { FaultMode } from './faults.ts'
import { cellName, type Cell } from './matrix.ts'
import type { Network } from './network.ts'
import type { Outcome } from './runCell.ts'

export interface Evidence {
  cell: Cell
  mode: FaultMode
  /** The same conversation without the fault; null when this is that one. */
  reference: Outcome | null
  before: readonly Line[]
  final: readonly Line[]
  /** Items of the user that the client was told of. */
  told: number
  ids: readonly string[]
  usable: boolean
  settled: { connection: ConnectionState; agentName: string }
  errors: readonly { code: string; message: string; severity: string; status?: number }[]
  network: Network
  ran: Readonly<Record<string, number>>
}

/** What is wrong with how a conversation went; nothing, where all that is promised was kept. */
export function judge(evidence: Evidence): string[] {
  return [
    ...historyProblems(evidence),
    ...doubles(evidence),
    ...statusProblems(evidence),
    ...unanswered(evidence),
    ...(evidence.usable ? [] : ['the next question was not answered']),
    ...Object.entries(evidence.ran)
      .filter(([, times]) => times > 1)
      .map(([name, times]) => `${name} ran ${times} times`),
  ]
}

/** How many items of the user the client was told of. */
export function usersTold({ delivered }: Network): number {
  const told = new Set<string>()
  for (const { type, item } of delivered) {
    if (/^conversation\.item\.(added|done)$/.test(type) && item?.role === 'user' && item.id) told.add(item.id)
  }
  return told.size
}

function historyProblems({ mode, reference, before, final, told }: Evidence): string[] {
  const problems: string[] = []
  if (reference) {
    const wanted = reference.before.map(lineText)
    const kept = final.slice(0, wanted.length).map(lineText)
    if (before.map(lineText).join('\n') !== wanted.join('\n')) problems.push('the runs differ before the fault')
    if (kept.join('\n') !== wanted.join('\n')) {
      problems.push(`what stood before the fault changed: ${kept.join(' | ')} instead of ${wanted.join(' | ')}`)
    }
    if (mode.harmless) {
      const [is, was] = [final.map(lineText), reference.final.map(lineText)]
      if (is.join('\n') !== was.join('\n'))
        problems.push(`the history is ${is.join(' | ')} instead of ${was.join(' | ')}`)
    }
  }
  // None of what the server committed, and the client was told of, may be missing.
  const users = final.filter(({ who }) => who === 'user').length
  if (users < told) problems.push(`${told} turns of the user were committed, ${users} are shown`)
  return problems
}

function doubles({ final, ids, network, reference }: Evidence): string[] {
  const problems: string[] = []
  if (new Set(ids).size < ids.length) problems.push('an id is in the history twice')
  const count = (lines: readonly Line[], who: string): Map<string, number> => {
    const counts = new Map<string, number>()
    // An answer that was cut may be asked for anew, and begin with the same words.
    for (const line of lines)
      if (line.who === who && line.status === 'completed') counts.set(line.text, (counts.get(line.text) ?? 0) + 1)
    return counts
  }
  if (reference) {
    for (const who of ['assistant', 'function_call']) {
      const usual = count(reference.final, who)
      for (const [text, times] of count(final, who)) {
        if (times > (usual.get(text) ?? 1)) problems.push(`"${text}" is there ${times} times`)
      }
    }
  }
  const created = new Map<string, number>()
  for (const { connection, event } of network.received) {
    if (event.type !== 'conversation.item.create' || !event.item?.id) continue
    const key = `${connection}/${event.item.id}`
    created.set(key, (created.get(key) ?? 0) + 1)
  }
  for (const [key, times] of created)
    if (times > 1) problems.push(`item ${key} was created ${times} times on one connection`)
  return problems
}

/** Where the conversation goes on, every turn of the user has an answer, whatever happened meanwhile. */
function unanswered({ mode, final, settled }: Evidence): string[] {
  if (mode.lossy || settled.connection.status !== 'connected') return []
  return final.flatMap((line, at) => {
    if (line.who !== 'user') return []
    const next = final.findIndex(({ who }, i) => i > at && who === 'user')
    const after = final.slice(at + 1, next < 0 ? undefined : next)
    // A call that was cut may have acted: it is shown as cancelled, and never repeated without being asked for.
    const cut = after.some((other) => other.who === 'function_call' && !isWhole(other))
    return cut || after.some(({ who }) => who === 'assistant') ? [] : [`"${line.text}" was never answered`]
  })
}

function statusProblems({ cell, mode, reference, settled, errors }: Evidence): string[] {
  const { connection } = settled
  const wanted = (reference && mode.ends?.(cell)) ?? { status: 'connected' as const }
  const problems: string[] = []
  if (connection.status !== wanted.status) problems.push(`the status is ${connection.status}, not ${wanted.status}`)
  if (connection.status === 'error') {
    const { error } = connection
    if (wanted.codes && !wanted.codes.includes(error.code)) {
      problems.push(`the error is ${error.code}, not ${wanted.codes.join(' or ')}`)
    }
    const { status } = error as { status?: number }
    if (wanted.httpStatus !== undefined && status !== wanted.httpStatus) {
      problems.push(`the error's status is ${status}, not ${wanted.httpStatus}`)
    }
    if (error.message.length < 20) problems.push(`the message says too little: ${error.message}`)
  }
  const said = JSON.stringify([connection, errors.map(({ message }) => message)])
  if (/ek_[A-Za-z0-9]{8}/.test(said)) problems.push('a message holds a secret')
  const loud = errors.filter(({ severity }) => severity !== 'warning')
  if (mode.harmless && loud.length > 0) {
    problems.push(`${cellName(cell)} reported ${loud.map(({ code, message }) => `${code} (${message})`).join(', ')}`)
  }
  return problems
}
